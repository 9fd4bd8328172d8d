import type { Document, Pair, YAMLError } from 'yaml';
import { isNode, isScalar, visit } from 'yaml';
import type { Fault } from './fault.ts';

type UnplacedFault = Pick<Fault, 'problem' | 'remedy'>;

/** What is wrong with a document as YAML, and the offset at which it is, in the order of the document. */
export const yamlFaults = (
  document: Document.Parsed,
  lineOf: (offset: number) => number,
): (UnplacedFault & { offset: number })[] =>
  [
    ...[...document.errors, ...document.warnings].map((error) => ({
      ...(twoLines(document, error, lineOf) ?? inWords(error)),
      offset: error.pos[0],
    })),
    ...strayNodes(document),
  ].toSorted((a, b) => a.offset - b.offset);

const inWords = ({ code, message }: YAMLError): UnplacedFault => {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return {
        problem: 'has several YAML documents',
        remedy: 'Give each a file of its own, without the line that begins with ---',
      };
    case 'RESOURCE_EXHAUSTION':
      return { problem: 'is nested too deeply', remedy: 'Check that it is the file you mean' };
    case 'TAG_RESOLVE_FAILED':
      return {
        problem: 'is not valid YAML: ! begins a tag, and there is none of that name',
        remedy: "Put text that begins with ! in quotes: '!text'",
      };
    default: {
      // The rest of the message may quote the file, and a file may hold a secret.
      const said = code === 'MISSING_CHAR' ? message : message.split(/[:"]/)[0]?.trim();
      return {
        problem: `is not valid YAML: ${said}`,
        remedy:
          "Correct this line; text with any of { } [ ] , : # & * ! belongs in quotes: 'lab-{1,2}'",
      };
    }
  }
};

/** Of one key twice: which, and where. */
const twoLines = (
  document: Document.Parsed,
  { code, pos: [offset] }: YAMLError,
  lineOf: (offset: number) => number,
): UnplacedFault | undefined => {
  if (code !== 'DUPLICATE_KEY') return undefined;
  let found: UnplacedFault | undefined;
  visit(document, {
    Map: (_key, map) => {
      const second = map.items.find((pair) => offsetOf(pair) === offset);
      if (second === undefined) return undefined;
      const key = nameOf(second);
      const first = map.items.find((pair) => nameOf(pair) === key) ?? second;
      const lines = [first, second].map((pair) => lineOf(offsetOf(pair) ?? offset));
      found = {
        problem: `has ${key} twice, in lines ${lines.join(' and ')}`,
        remedy: 'Remove one of the two',
      };
      return visit.BREAK;
    },
  });
  return found;
};

const nameOf = ({ key }: Pair) => (isScalar(key) ? String(key.value) : undefined);
const offsetOf = ({ key }: Pair) => (isNode(key) ? key.range?.[0] : undefined);

/** Aliases of nothing; and keys that are no words, which YAML allows. */
const strayNodes = (document: Document.Parsed) => {
  const found: (UnplacedFault & { offset: number })[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      found.push({
        problem: 'has an alias that leads nowhere',
        remedy: 'Put text that begins with * in quotes, or write out what the alias stands for',
        offset: alias.range?.[0] ?? 0,
      });
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key)) return;
      found.push({
        problem: 'has a list, a map or an alias where a key belongs',
        remedy: 'Write one key a line, and put one with any of { } [ ] in quotes',
        offset: offsetOf(pair) ?? 0,
      });
    },
  });
  return found;
};
