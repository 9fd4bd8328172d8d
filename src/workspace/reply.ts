import * as v from 'valibot';
import { UnexpectedReplyError } from './errors/unexpected-reply-error.ts';
import { requestIdOf, type HttpReply } from './exchange.ts';
import type { Operation } from './operation.ts';

/** The body of a reply as `schema` sees it. Fields that the schema does not name pass through it. */
export function readReply<T>(
  operation: Operation,
  { status, headers, json }: HttpReply,
  schema: v.GenericSchema<unknown, T>,
): T {
  const facts = { operation, status, ...requestIdOf(headers) };
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  if (json === undefined) {
    throw new UnexpectedReplyError(facts, 'REPLY.UNREADABLE', 'is not JSON');
  }
  const fields = result.issues.map((issue) => v.getDotPath(issue) ?? 'the whole body');
  throw new UnexpectedReplyError(
    facts,
    'REPLY.INCOMPLETE',
    `has no usable ${[...new Set(fields)].join(', ')}`,
  );
}

/** For operations that answer with an empty body, or with one that does not matter. */
export const nothing = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);

/** A field that is only shown to people: one we cannot read is left out, and stops nothing. */
export const text = v.fallback(v.optional(v.string()), undefined);

/** A field that decisions rest on: it may be missing or null, which is the same, but not of another type. */
export const fact = <Input, Output>(schema: v.GenericSchema<Input, Output>) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
