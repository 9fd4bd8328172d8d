import { readFileSync } from 'node:fs';
import type { Document } from 'yaml';
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument } from 'yaml';
import type { Fault } from './fault.ts';
import { yamlFaults } from './yaml-faults.ts';

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
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const lineAt = (offset: number) => `${file}:${lineOf(offset)}`;
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const found = yamlFaults(document, lineOf).map(({ offset, ...fault }) => ({
    key: file,
    ...fault,
    at: lineAt(offset),
  }));
  // What else is wrong with a line mostly follows from the first.
  const faults = found.filter(({ at }, n) => found.findIndex((fault) => fault.at === at) === n);
  return {
    ...contentOf(document, file, faults),
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

const contentOf = (document: Document.Parsed, file: string, faults: Fault[]) => {
  if (faults.length > 0) return { content: undefined, faults };
  try {
    // Whatever it is, it is checked before it is used.
    return { content: document.toJS() as unknown, faults };
  } catch {
    const tooManyAliases = { problem: 'has aliases that lead too far', remedy: 'Write them out' };
    return { content: undefined, faults: [{ key: file, ...tooManyAliases }] };
  }
};
