import { randomUUID } from 'node:crypto';

/**
 * What people are called and what they wrote, apart from the document that is about them: so it can
 * be erased, while the hash of the document still stands.
 */
export interface Names {
  /** ISO 8601, UTC. */
  writtenAt: string;
  /** Random, so that nobody can try out names against the hash of this record. */
  salt: string;
  /** `‹1›` in the document stands for the first. */
  names: string[];
}

/** Whose value is a person's name or free text, wherever it stands in a record. */
const personal: ReadonlySet<string> = new Set([
  'approver',
  'by',
  'comment',
  'identity',
  'principal',
  'requestedBy',
  'ticket',
]);

/** Sentences of ours, which may quote them. */
const prose: ReadonlySet<string> = new Set([
  'advice',
  'message',
  'reason',
  'sentence',
  'summary',
  'worth',
]);

/**
 * Takes the names out of a record: what people gave as theirs, and their reasons. `known`: what others
 * are called and wrote, whom its sentences may quote.
 */
export const withoutNames = <T>(
  record: T,
  known: readonly string[] = [],
): { record: T; names: Names } => {
  const found = new Set(known.filter((name) => name !== ''));
  walk(record, (key, text, holder) => {
    const isTheirs =
      personal.has(key) ||
      // What a verb was sent with is in the words of whoever sent it.
      (key === 'reason' && 'verb' in holder) ||
      // So is what a step was skipped with.
      (key === 'summary' && 'outcome' in holder && holder.outcome === 'skipped') ||
      // Nothing but a token may look like one.
      (prose.has(key) && text.includes('‹'));
    if (isTheirs && text !== '') found.add(text);
    return text;
  });
  // Longer ones first: one may be a part of another.
  const names = [...found].toSorted((a, b) => b.length - a.length);
  const tokens = new Map(names.map((name, index) => [name, `‹${index + 1}›`]));
  const anyName = new RegExp(names.map(asWord).join('|'), 'gu');
  const replaced = walk(record, (key, text) => {
    if (names.length === 0) return text;
    if (personal.has(key)) return tokens.get(text) ?? text;
    return prose.has(key) ? text.replace(anyName, (name) => tokens.get(name) ?? name) : text;
  });
  return {
    record: replaced,
    names: { writtenAt: new Date().toISOString(), salt: randomUUID() + randomUUID(), names },
  };
};

/** Puts names back in. */
export const withNames = <T>(record: T, { names }: Names): T =>
  walk(record, (key, text) =>
    personal.has(key) || prose.has(key)
      ? text.replaceAll(/‹(\d+)›/g, (token, n: string) => names[Number(n) - 1] ?? token)
      : text,
  );

/** A pattern for a name that is no part of a longer word. */
const asWord = (name: string) => {
  const letter = '[\\p{L}\\p{N}]';
  const [before, after] = [name.at(0), name.at(-1)].map((end = '') =>
    new RegExp(letter, 'u').test(end) ? letter : undefined,
  );
  const literally = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return `${before ? `(?<!${before})` : ''}${literally}${after ? `(?!${after})` : ''}`;
};

/** A copy, whose every text is as `each` gives it; keys of lists are those of what holds them. */
function walk<T>(record: T, each: (key: string, text: string, holder: object) => string): T {
  const go = (value: unknown, key: string, holder: object): unknown => {
    if (typeof value === 'string') return each(key, value, holder);
    if (Array.isArray(value)) return value.map((item) => go(item, key, holder));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([inner, part]) => [inner, go(part, inner, value)]),
    );
  };
  // It has the shape of what was given.
  return go(record, '', {}) as T;
}
