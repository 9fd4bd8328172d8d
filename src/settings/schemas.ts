import ms from 'ms';
import * as v from 'valibot';
import { nearest } from './nearest.ts';

/**
 * Our own words for every refusal: a problem and a remedy, on two lines of one valibot message.
 * valibot's own messages repeat the value they received, which may be a secret.
 */
export const say = (problem: string, remedy: string): string => `${problem}\n${remedy}`;

const noDuration = say(
  'must be a duration',
  'Write a number and its unit, such as "30 s" or "24 hours"',
);

/** A length of time with its unit, such as "10 s" or "24 hours"; becomes milliseconds. */
export const duration = (atLeast: ms.StringValue, atMost: ms.StringValue) =>
  v.pipe(
    v.string(noDuration),
    v.minLength(1, noDuration),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      // Its type allows well-formed text only, which is what is being found out.
      const parsed = ms(value as ms.StringValue) as number | undefined;
      // A bare number would count as milliseconds, which nobody means.
      if (parsed !== undefined && /[a-z]$/i.test(value) && parsed >= 0) return parsed;
      addIssue({ message: noDuration });
      return NEVER;
    }),
    v.minValue(ms(atLeast), say(`must be at least ${atLeast}`, 'Choose a longer time')),
    v.maxValue(ms(atMost), say(`must be at most ${atMost}`, 'Choose a shorter time')),
  );

export const text = (most = 255) =>
  v.pipe(
    v.string(say('must be text', 'Put the value in quotes')),
    v.trim(),
    v.minLength(1, say('must not be empty', 'Give a value, or leave the key out')),
    v.maxLength(most, say(`must be at most ${most} characters long`, 'Shorten it')),
  );

export const whole = (least: number, most: number) => {
  const remedy = `Give a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(say('must be a number', remedy)),
    v.integer(say('must be a whole number', remedy)),
    v.minValue(least, say(`must be at least ${least}`, remedy)),
    v.maxValue(most, say(`must be at most ${most}`, remedy)),
  );
};

export const count = (most: number) => whole(1, most);

const noShare = say('must be a share', 'Write, for example, 10% or 0.1; at most 100%');

/** A part of a whole, as `10%` or `0.1`; more than nothing, and at most all. */
export const share = v.pipe(
  v.union([v.number(), v.string()], noShare),
  v.transform((given) =>
    typeof given === 'number'
      ? given
      : /^\d+(\.\d+)?\s?%$/.test(given.trim())
        ? Number.parseFloat(given) / 100
        : Number.NaN,
  ),
  v.number(noShare),
  v.gtValue(0, noShare),
  v.maxValue(1, noShare),
);

export const flag = v.boolean(say('must be true or false', 'Write it without quotes'));

export const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(values, say(`must be one of ${values.join(', ')}`, 'Choose one of these'));

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A map that takes these keys and no others. Every other key is a fault, not only the first. */
export const map = <E extends v.ObjectEntries>(entries: E) => {
  const known = Object.keys(entries);
  const schema = v.pipe(
    // A list would pass for an object without keys.
    v.custom<object>(
      isMap,
      say('must be a map of keys and values', `It takes ${known.join(', ')}`),
    ),
    v.looseObject(entries, say('is missing', 'Add it')),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!isMap(dataset.value)) return;
      for (const key of Object.keys(dataset.value)) {
        if (known.includes(key)) continue;
        const near = nearest(key, known);
        addIssue({
          message: say(
            'is not a setting',
            near ? `Did you mean ${near}?` : `Known: ${known.join(', ')}`,
          ),
          path: [at(dataset.value, key)],
        });
      }
    }),
  );
  // The check above leaves no other key, which the type of a loose object cannot say.
  return schema as unknown as v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<E, undefined>>>;
};

/** Blames one key of a map, for an issue that is found by looking at the whole of it. */
export const at = (input: Record<string, unknown>, key: string): v.ObjectPathItem => ({
  type: 'object',
  origin: 'value',
  input,
  key,
  value: input[key],
});

/** An absent or empty section (`worker:` with every line commented out) is a section of defaults. */
export const section = <E extends v.ObjectEntries>(entries: E) => v.nullish(map(entries), {});
