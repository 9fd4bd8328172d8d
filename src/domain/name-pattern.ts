/** Patterns of computer names. Libraries match names of files, where `*` and `[!a]` mean something else. */

/** Why a text is no pattern of computer names, and what to write. */
export interface PatternFault {
  /** Without a subject: "has …". */
  problem: string;
  remedy: string;
}

const allSigns =
  'Write letters, digits, - and _, * for any of them, ? for one, [a-z] for one of some, [!a-z] for one of the others, {one,other} for one of several words';

/** More make a name slow to compare. */
const mostStars = 4;

/**
 * What is wrong with a pattern of computer names; undefined if nothing is. Other signs than these mean
 * something else in each library and to each reader, and who reads `lab-{1..20}` wrongly deletes `lab-3`.
 */
export const patternFault = (pattern: string): PatternFault | undefined => {
  const bare = pattern.replaceAll(set, '').replaceAll(/\{[^}]*(\}|$)/g, '');
  if (/[\s,;]/.test(bare))
    return {
      problem: 'is several patterns in one text',
      remedy: "Write each by itself: ['build-*', 'kiosk-*']",
    };
  if (pattern.startsWith('!'))
    return {
      problem: 'begins with !, and would match every other name',
      remedy: 'Write the names that are meant; [!a]* is any that does not begin with a',
    };
  if (/\{[^}]*\.\./.test(pattern))
    return {
      problem: 'has a range in braces',
      remedy: 'Write sets of digits, lab-[1-9] and lab-1[0-9], or all the words: lab-{1,2,3}',
    };
  const [foreign] = /[^\w*?[\]{},-]/.exec(pattern.replaceAll('[!', '[')) ?? [];
  if (foreign !== undefined)
    return { problem: `has ${named(foreign)}, which no pattern of names has`, remedy: allSigns };
  if (pattern.match(set)?.some((brackets) => !isSoundSet(brackets)))
    return {
      problem: 'has brackets that stand for other letters than it seems',
      remedy:
        'Write letters and ranges of single ones, such as [1-9] or [a-f0-9]; numbers of several digits are words: {9,10,11}',
    };
  if (!/^[\w*?-]*$/.test(pattern.replaceAll(set, '?').replaceAll(words, '?')))
    return {
      problem: 'has brackets or braces without their other half, in one another, or with one word',
      remedy: 'Write them in pairs: [a-z], {one,other}',
    };
  return (pattern.match(/\*/g)?.length ?? 0) > mostStars
    ? { problem: `has more than ${mostStars} stars`, remedy: 'Write a pattern for each case' }
    : undefined;
};

const set = /\[[^\]]*\]/g;
const words = /\{[\w*?-]+(?:,[\w*?-]+)+\}/g;

/** `[1-20]` is 0, 1 and 2, and nobody means that. */
const isSoundSet = (brackets: string): boolean => {
  const letters = brackets.replace(/^\[!?-?/, '').replace(/-?\]$/, '');
  const ranges = letters.match(/\w-\w/g) ?? [];
  return (
    /^(?:\w-\w|\w)+$/.test(letters) &&
    !/\d-\d\d|\d\d-\d/.test(letters) &&
    ranges.every((range) => /\d-\d|[a-z]-[a-z]|[A-Z]-[A-Z]/.test(range) && isForward(range))
  );
};

const isForward = ([from = '', , to = '']: string) => from <= to;

const named = (sign: string) => (/\s/.test(sign) ? 'a space' : sign);

/**
 * Gives the first of some sound patterns that a computer name matches, whatever the case of both. Each is
 * compiled once.
 */
export const namePatterns = (patterns: readonly string[]) => {
  const compiled = patterns.map((pattern) => [pattern, compile(pattern)] as const);
  return (name: string): string | undefined =>
    compiled.find(([, expression]) => expression.test(name))?.[0];
};

const meanings: Readonly<Record<string, string>> = {
  '*': '.*',
  '?': '.',
  '[!': '[^',
  '{': '(?:',
  ',': '|',
  '}': ')',
};

/** What else a sound pattern has means in an expression what it means here. */
const compile = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/\[!|[*?{,}]/g, (sign) => meanings[sign] ?? sign)}$`, 'i');
