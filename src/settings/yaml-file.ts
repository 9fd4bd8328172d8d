import { readFileSync } from 'node:fs';
import type { Document } from 'yaml';
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument } from 'yaml';
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
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    key: file,
    // The rest of the message may quote the file, and a file may hold a secret.
    problem: `is not valid YAML: ${error.message.split(/[:"]/)[0]?.trim() ?? error.code}`,
    remedy: 'Correct this line; text with special characters belongs in quotes',
    at: lineAt(error.pos[0]),
  }));
  return {
    ...contentOf(document, faults, file),
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

/** Aliases are resolved last: there may be too many, or none of the name. */
const contentOf = (document: Document.Parsed, faults: Fault[], file: string) => {
  if (faults.length > 0) return { content: undefined, faults };
  try {
    // Whatever it is, it is checked before it is used.
    return { content: document.toJS() as unknown, faults };
  } catch {
    const problem = 'has aliases that lead nowhere, or too far';
    return { content: undefined, faults: [{ key: file, problem, remedy: 'Write them out' }] };
  }
};
