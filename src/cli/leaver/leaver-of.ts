import * as v from 'valibot';
import { leaverSchema } from '../../domain/leaver-event.ts';
import type { Leaver, LeaverKind } from '../../domain/leaver-event.ts';
import { senderSchema } from '../../domain/person-id.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import { identity } from '../identity.ts';
import { flagOf } from '../verbs/flag-of.ts';
import { effectiveAtOf } from './effective-at.ts';

/** Who leaves, as it is typed. */
export interface LeaverOptions {
  userName: string;
  effectiveAt: string;
  domain?: string;
  kind: LeaverKind;
  ticket?: string;
  requestedBy?: string;
  sender: string;
}

/** @throws CommandError that names each option which is not as it must be. */
export const leaverOf = (
  personId: string,
  { userName, effectiveAt, domain, kind, ticket, requestedBy = identity(), sender }: LeaverOptions,
  timeZone: string,
): { sender: string; leaver: Leaver } => {
  const parsed = v.safeParse(v.object({ sender: senderSchema, ...leaverSchema.entries }), {
    sender,
    personId,
    userName,
    effectiveAt: effectiveAtOf(effectiveAt, timeZone),
    kind,
    requestedBy,
    ...(domain !== undefined && { domain }),
    ...(ticket !== undefined && { ticket }),
  });
  if (parsed.success) {
    const { sender: known, ...leaver } = parsed.output;
    return { sender: known, leaver };
  }
  const faults = parsed.issues.map(({ path, message }) => {
    const field = String(path?.[0].key);
    return `${field === 'personId' ? 'The person id' : flagOf(field)}: ${message}`;
  });
  throw new CommandError(`${faults.join('; ')}.`, exitCode.usage);
};
