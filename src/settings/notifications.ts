import * as v from 'valibot';
import { noticeTypes } from '../domain/notice.ts';
import { at, duration, flag, map, oneOf, say, text } from './schemas.ts';
import { secretEnv, secretFile } from './secret-sources.ts';
import type { NotificationSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { webhookSecrets } from './webhook-secrets.ts';

const url = v.pipe(
  text(2048),
  v.check(
    (address) => /^https?:$/.test(URL.parse(address)?.protocol ?? ''),
    say('must be a URL', 'Write, for example, https://hooks.example.com/offboarding'),
  ),
  v.check(
    (address) => {
      const { username = '', password = '', hash = '' } = URL.parse(address) ?? {};
      return username + password + hash === '';
    },
    say('must have neither a user nor a fragment', 'Remove what stands before @ or after #'),
  ),
);

const receiver = (around: Surroundings) =>
  v.pipe(
    map({
      url,
      secretsFile: v.optional(v.pipe(secretFile(around), webhookSecrets)),
      secretsEnv: v.optional(v.pipe(secretEnv(around), webhookSecrets)),
      allowPrivate: v.optional(flag, false),
      timeout: v.optional(duration('1 s', '20 s'), '10 s'),
      events: v.optional(
        v.array(oneOf(noticeTypes), say('must be a list', 'Begin each with "- "')),
        [...noticeTypes],
      ),
      webUi: v.optional(
        v.pipe(
          url,
          v.transform((address) => address.replace(/\/+$/, '')),
        ),
      ),
    }),
    v.rawTransform(({ dataset, addIssue, NEVER }): NotificationSettings => {
      const { secretsFile, secretsEnv, timeout, webUi, ...given } = dataset.value;
      const refuse = (key: string, problem: string, remedy: string) => {
        addIssue({ message: say(problem, remedy), path: [at(dataset.value, key)] });
        return NEVER;
      };
      if (!given.allowPrivate && new URL(given.url).protocol === 'http:') {
        return refuse(
          'url',
          'must begin with https://',
          'Plain http takes allowPrivate: true, for a receiver in your own network',
        );
      }
      if (secretsFile && secretsEnv) {
        return refuse('secretsEnv', 'is given beside secretsFile', 'Keep one of the two');
      }
      const secrets = secretsFile ?? secretsEnv;
      if (secrets === undefined) {
        return refuse('secretsEnv', 'is missing', 'Give secretsEnv or secretsFile');
      }
      return { ...given, secrets, timeoutMs: timeout, ...(webUi !== undefined && { webUi }) };
    }),
  );

/** The outgoing webhook. Without the section nobody is told of anything. */
export const notifications = (around: Surroundings) =>
  v.pipe(
    v.nullish(receiver(around)),
    v.transform((given) => given ?? undefined),
  );
