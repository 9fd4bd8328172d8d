import * as v from 'valibot';

/**
 * `jane.doe`, `J_Doe85`, `doejane`, `JaneDoe1985`: what people are called. An id that HR gives has more
 * digits than letters can hide: `E23`, `A-1001`, `emp1001`, `HR-DE-1001`.
 */
function looksLikeName(id: string): boolean {
  const { letters = '', digits = '' } =
    /^(?<letters>.*?)[._-]?(?<digits>\d*)$/.exec(id)?.groups ?? {};
  const parts = letters.split(/[._-]/);
  if (!parts.every((part) => /^[A-Za-z]+$/.test(part))) return false;
  if (parts.length > 1) return digits.length < 2 || /[a-z]/.test(letters);
  return letters.length > 1 && (digits.length < 3 || /[a-z][A-Z]/.test(letters));
}

/**
 * How a sender calls a person, in workflow ids and file names: 1–64 letters, digits, `-`, `_` or `.`.
 * Ids are kept for long and read by many, so what looks like a name or a mail address is refused.
 */
export const personIdSchema = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.check((id) => !id.includes('@'), 'looks like a mail address; send the id that HR gives'),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1–64 letters, digits, -, _ or ., and begin with a letter or digit',
  ),
  v.check(
    (id) => !looksLikeName(id),
    'looks like a name; send the id that HR gives, such as E10023',
  ),
);

/** Which HR system speaks, as the settings call it; part of workflow ids. */
export const senderSchema = v.pipe(
  v.string('must be text'),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    'must be 1–32 small letters, digits or -, and begin with a letter or digit',
  ),
);
