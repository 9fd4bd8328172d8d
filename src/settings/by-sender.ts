import * as v from 'valibot';
import { senderSchema } from '../domain/person-id.ts';
import { Secret } from '../workspace/secret.ts';
import { say } from './schemas.ts';
import { webhookSecrets } from './webhook-secrets.ts';

/** What one sender may show, newest or not: all are good, so that they can be changed one by one. */
export type BySender = ReadonlyMap<string, readonly Secret[]>;

const form = (example: string) =>
  say(
    'must name senders and what they hold',
    `Write ${example}; small letters, digits and - make a name, ; or a new line parts senders, and a comma what one holds`,
  );

/**
 * Reads `hr=first,second;payroll=third`. Problems are told by the name of the sender, never by what
 * stands after it.
 *
 * @param nobody the sender of what stands there without a name
 */
const bySender = (
  example: string,
  read: v.GenericSchema<Secret, readonly Secret[]>,
  nobody?: (held: string) => string | undefined,
) =>
  v.pipe(
    v.instance(Secret, say('must be text', 'Put the value in quotes')),
    v.rawTransform(({ dataset, addIssue, NEVER }): BySender => {
      const refuse = (message: string) => {
        addIssue({ message });
        return NEVER;
      };
      const all = new Map<string, readonly Secret[]>();
      const entries = dataset.value
        .reveal()
        .split(/[;\n]/)
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '' && !entry.startsWith('#'));
      for (const entry of entries) {
        const [, name, held = ''] = /^([^=\s]+?)\s*=\s*(.+)$/.exec(entry) ?? [];
        const unnamed = nobody?.(entry);
        const sender = unnamed ?? name;
        if (sender === undefined || !v.is(senderSchema, sender)) return refuse(form(example));
        // Cases that are opened from the command line bear this name.
        if (sender === 'cli') {
          return refuse(
            say('names a sender cli, which is the command line', 'Choose another name'),
          );
        }
        if (all.has(sender)) {
          return refuse(say(`names ${sender} twice`, 'Part what one sender holds by commas'));
        }
        const parsed = v.safeParse(read, new Secret(unnamed === undefined ? held : entry));
        if (!parsed.success) {
          const [problem = '', remedy = ''] = parsed.issues[0].message.split('\n');
          return refuse(say(`${problem}, for ${sender}`, remedy));
        }
        all.set(sender, parsed.output);
      }
      return all.size === 0 ? refuse(form(example)) : all;
    }),
    v.check(
      (all) => {
        const held = [...all.values()].flat().map((secret) => secret.reveal());
        return new Set(held).size === held.length;
      },
      say('holds the same text twice', 'Give every sender its own: what is shown tells who speaks'),
    ),
  );

/** By which secrets senders sign. One without a name is that of `hr`. */
export const secretsBySender = bySender('hr=whsec_…', webhookSecrets, (held) =>
  held.startsWith('whsec_') ? 'hr' : undefined,
);

const tokens = v.pipe(
  v.instance(Secret),
  v.transform((secret) =>
    secret
      .reveal()
      .split(',')
      .map((token) => new Secret(token.trim())),
  ),
  v.check(
    (all) => all.every((token) => /^[\w.~+/=-]{24,512}$/.test(token.reveal())),
    say(
      'must hold tokens of 24 to 512 letters, digits and -._~+/=',
      'Make one with: openssl rand -hex 32',
    ),
  ),
);

/** By which bearer tokens senders are known. */
export const tokensBySender = bySender('hr=token', tokens);
