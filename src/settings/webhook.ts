import * as v from 'valibot';
import { leaverKinds } from '../domain/leaver-event.ts';
import { secretsBySender, tokensBySender } from './by-sender.ts';
import type { BySender } from './by-sender.ts';
import { listenAddress } from './listen-address.ts';
import { at, count, map, oneOf, say } from './schemas.ts';
import { secretEnv, secretFile } from './secret-sources.ts';
import type { WebhookSettings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** The webhook that HR speaks to. Who may speak comes from a file or a variable, never from the settings. */
export const webhook = (around: Surroundings) =>
  v.pipe(
    v.nullish(
      map({
        listen: v.optional(listenAddress('127.0.0.1:8080'), '127.0.0.1:8080'),
        secretsFile: v.optional(v.pipe(secretFile(around), secretsBySender)),
        secretsEnv: v.optional(v.pipe(secretEnv(around), secretsBySender)),
        readTokensFile: v.optional(v.pipe(secretFile(around), tokensBySender)),
        readTokensEnv: v.optional(v.pipe(secretEnv(around), tokensBySender)),
        scimTokensFile: v.optional(v.pipe(secretFile(around), tokensBySender)),
        scimTokensEnv: v.optional(v.pipe(secretEnv(around), tokensBySender)),
        maxNewCases: v.optional(count(100_000), 20),
        rateLimit: v.optional(count(100_000), 120),
        scimRateLimit: v.optional(count(100_000), 1_500),
        scimKind: v.optional(oneOf(leaverKinds), 'voluntary'),
      }),
      {},
    ),
    v.rawTransform(({ dataset, addIssue, NEVER }): WebhookSettings => {
      const given = dataset.value;
      const refuse = (key: string, problem: string, remedy: string) =>
        addIssue({ message: say(problem, remedy), path: [at(given, key)] });
      const held = (name: 'secrets' | 'readTokens' | 'scimTokens'): BySender => {
        const [file, variable] = [given[`${name}File`], given[`${name}Env`]];
        if (file && variable) {
          refuse(`${name}Env`, `is given beside ${name}File`, 'Keep one of the two');
        }
        return file ?? variable ?? new Map();
      };
      const { listen, maxNewCases, rateLimit, scimRateLimit, scimKind } = given;
      const secrets = held('secrets');
      const scimTokens = held('scimTokens');
      if (secrets.size === 0 && scimTokens.size === 0) {
        refuse('secretsEnv', 'is missing', 'Say who may send, as in hr=whsec_…');
        return NEVER;
      }
      return {
        listen,
        secrets,
        readTokens: held('readTokens'),
        scimTokens,
        maxNewCases,
        rateLimit,
        scimRateLimit,
        scimKind,
      };
    }),
  );
