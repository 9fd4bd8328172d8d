import { readFileSync } from 'node:fs';
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
  const lines = new LineCounter();
  const lineAt = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  try {
    const source = readFileSync(file, 'utf8');
    const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings].map((error) => ({
      key: file,
      // The rest of the message may quote the file, and a file may hold a secret.
      problem: `is not valid YAML: ${error.message.split(/[:"]/)[0]?.trim() ?? error.code}`,
      remedy: 'Correct this line; text with special characters belongs in quotes',
      at: lineAt(error.pos[0]),
    }));
    return {
      content: faults.length > 0 ? undefined : document.toJS(),
      faults,
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
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const problem = `cannot be read (${reason})`;
    const remedy = 'Name a file that this process may read, by --config or OFFBOARDING_CONFIG';
    return { content: undefined, faults: [{ key: file, problem, remedy }], at: () => file };
  }
};
