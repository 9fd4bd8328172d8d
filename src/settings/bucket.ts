import * as v from 'valibot';
import { endpoint } from './endpoint.ts';
import { at, count, map, oneOf, say, text } from './schemas.ts';
import { secretEnv, secretFile } from './secret-sources.ts';
import type { BucketSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** A bucket that is reached by Amazon's S3 API, and how to sign in. */
export const bucket = (around: Surroundings) =>
  v.pipe(
    map({
      bucket: v.pipe(
        text(63),
        v.regex(
          /^[a-z0-9][a-z0-9.-]{2,62}$/,
          say('must be the name of a bucket', 'Write 3 to 63 small letters, digits, . or -'),
        ),
      ),
      prefix: v.optional(prefix, 'offboarding'),
      region: text(64),
      endpoint: v.optional(endpoint),
      forcePathStyle: v.optional(
        v.boolean(say('must be true or false', 'Write true or false')),
        false,
      ),
      accessKey: v.optional(text()),
      secretKeyEnv: v.optional(secretEnv(around)),
      secretKeyFile: v.optional(secretFile(around)),
      objectLock: v.optional(
        map({ mode: oneOf(['COMPLIANCE', 'GOVERNANCE'] as const), days: count(36_500) }),
      ),
    }),
    v.rawTransform(({ dataset: { value: given }, addIssue, NEVER }): BucketSettings => {
      const { accessKey, secretKeyEnv, secretKeyFile, ...place } = given;
      const secretKey = secretKeyEnv ?? secretKeyFile;
      if (accessKey !== undefined && secretKey !== undefined)
        return { ...place, credentials: { accessKey, secretKey } };
      if (accessKey === undefined && secretKey === undefined) return place;
      const [key, remedy] =
        accessKey === undefined
          ? ['accessKey', 'Give it, or leave out its secret to sign in as the machine does']
          : ['secretKeyEnv', 'Give it, or leave out accessKey to sign in as the machine does'];
      addIssue({ message: say('is missing', remedy), path: [at({ ...given }, key)] });
      return NEVER;
    }),
  );

/** Becomes empty, or ends in a slash. */
const prefix = v.pipe(
  v.string(say('must be text', 'Put the value in quotes')),
  v.trim(),
  v.regex(
    /^([\w-][\w.-]*(\/[\w-][\w.-]*)*\/?)?$/,
    say('must be words of letters, digits, _, . and -', 'Write, for example, offboarding/evidence'),
  ),
  v.maxLength(255, say('must be at most 255 characters long', 'Shorten it')),
  v.transform((words) => (words === '' ? '' : `${words.replace(/\/$/, '')}/`)),
);
