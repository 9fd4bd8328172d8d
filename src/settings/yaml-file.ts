import { readFileSync } from 'node:fs';
import type { Document } from 'yaml';
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument, visit } from 'yaml';
import type { Fault } from './fault.ts';

export interface YamlFile {
  content: unknown;
  faults: readonly Fault[];
  /** `file:line` of the value at a path, or of the nearest thing around it. */
  at: (path: readonly (string | number)[]) => string;
}

/** Reads a YAML file. A file that is missing or that is not YAML is a fault, not an exception. */
export const readYaml = (file: string): YamlFile => {
  try {
    return parseYaml(file, readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const problem = `cannot be read (${reason})`;
    const remedy = 'Name a file that this process may read, by --config or OFFBOARDING_CONFIG';
    return { content: undefined, faults: [{ key: file, problem, remedy }], at: () => file };
  }
};

/** The same for its text. */
export const parseYaml = (file: string, source: string): YamlFile => {
  const lines = new LineCounter();
  const lineAt = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    key: file,
    ...(code === 'MULTIPLE_DOCS' ? severalDocuments : notValid(message)),
    at: lineAt(pos[0]),
  }));
  // What else is wrong with a line mostly follows from the first.
  const faults = found.filter(({ at }, n) => found.findIndex((fault) => fault.at === at) === n);
  return {
    ...contentOf(document, faults, { file, lineAt }),
    at: (path) => {
      for (let length = path.length; length > 0; length--) {
        const parent = document.getIn(path.slice(0, length - 1), true);
        const key = path[length - 1];
        const pair = isMap(parent)
          ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
          : undefined;
        const node = isPair(pair) ? pair.key : document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lineAt(node.range[0]);
      }
      return file;
    },
  };
};

const severalDocuments = {
  problem: 'has several YAML documents',
  remedy: 'Give each a file of its own, without the line that begins with ---',
};

const notValid = (message: string) => ({
  // The rest of the message may quote the file, and a file may hold a secret.
  problem: `is not valid YAML: ${message.split(/[:"]/)[0]?.trim()}`,
  remedy: 'Correct this line; text with special characters belongs in quotes',
});

/** Aliases are resolved last: there may be too many, or none of the name. */
const contentOf = (
  document: Document.Parsed,
  faults: Fault[],
  { file, lineAt }: { file: string; lineAt: (offset: number) => string },
) => {
  if (faults.length > 0) return { content: undefined, faults };
  try {
    // Whatever it is, it is checked before it is used.
    return { content: document.toJS() as unknown, faults };
  } catch {
    const fault = strayAlias(document, lineAt) ?? tooManyAliases;
    return { content: undefined, faults: [{ key: file, ...fault }] };
  }
};

const tooManyAliases = { problem: 'has aliases that lead too far', remedy: 'Write them out' };

const strayAlias = (document: Document.Parsed, lineAt: (offset: number) => string) => {
  let stray: Omit<Fault, 'key'> | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      const problem = 'has an alias that leads nowhere';
      const remedy =
        'Put text that begins with * in quotes, or write out what the alias stands for';
      stray = { problem, remedy, at: lineAt(alias.range?.[0] ?? 0) };
      return visit.BREAK;
    },
  });
  return stray;
};
