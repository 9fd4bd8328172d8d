import * as v from 'valibot';

export const word = v.pipe(
  v.string('must be a string'),
  v.check((text) => text.isWellFormed(), 'must be well-formed Unicode'),
);

const id = v.pipe(
  word,
  v.minLength(1, 'must not be empty'),
  v.maxLength(255, 'must be at most 255 characters'),
);

// A dot segment would leave its place in the path.
const isDotSegment = (text: string) => text === '.' || text === '..';

/** An id in a URL. */
export const pathId = v.pipe(
  id,
  v.check((text) => !isDotSegment(text), 'must not be a dot segment'),
);

/** The ids of a batch. */
export const batchOfIds: v.GenericSchema<readonly string[]> = v.pipe(
  v.array(id, 'must be a list of ids'),
  v.minLength(1, 'must hold at least 1 id'),
  v.maxLength(100, 'must hold at most 100 ids'),
);

/** Ids or names of a filter. */
export const upTo100: v.GenericSchema<readonly string[]> = v.pipe(
  v.array(id, 'must be a list of texts'),
  v.maxLength(100, 'must hold at most 100 values'),
);

const whole = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

export const offset = v.pipe(whole, v.minValue(0, 'must not be negative'));

export const limitUpTo = (max: number) =>
  v.pipe(whole, v.minValue(0, 'must not be negative'), v.maxValue(max, `must be at most ${max}`));

export const flag = v.boolean('must be true or false');

/** A tag's key: no `_sys_` prefix, which is the cloud's own. */
export const tagKey = v.pipe(
  v.string('must be a string'),
  v.regex(
    /^[\p{L}\p{N}_.:=+@-]([\p{L}\p{N} _.:=+@-]*[\p{L}\p{N}_.:=+@-])?$/u,
    'has characters a tag may not have',
  ),
  v.maxLength(128, 'must be at most 128 characters'),
  v.check((key) => !key.startsWith('_sys_'), 'must not start with _sys_'),
  v.check((key) => !isDotSegment(key), 'must not be a dot segment'),
);

export const tagValue = v.pipe(
  v.string('must be a string'),
  v.regex(
    /^([\p{L}\p{N}_.:=+@-]([\p{L}\p{N} _.:=+@-]*[\p{L}\p{N}_.:=+@-])?)?$/u,
    'has characters a tag may not have',
  ),
  v.maxLength(43, 'must be at most 43 characters'),
);
