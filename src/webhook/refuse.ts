import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RefusalReason } from './metrics.ts';
import type { Observed } from './observed.ts';

export interface Refused {
  status: ContentfulStatusCode;
  reason: RefusalReason;
  /** For whoever sent it. */
  message: string;
  retryAfterSeconds?: number;
}

/** How a refusal looks is another matter: SCIM has its own shape. */
export type Refuse = (context: Context<Observed>, refused: Refused) => Response;

/** `{"error": {"message": …}}` */
export const refuse: Refuse = (context, refused) => {
  noteRefusal(context, refused);
  return context.json({ error: { message: refused.message } }, refused.status);
};

/** What every shape of a refusal has in common. */
export function noteRefusal(
  context: Context<Observed>,
  { status, reason, retryAfterSeconds }: Refused,
): void {
  context.set('reason', reason);
  if (status === 401) context.header('WWW-Authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) context.header('Retry-After', String(retryAfterSeconds));
}

export const unauthenticated: Refused = {
  status: 401,
  reason: 'unauthenticated',
  message: 'The request does not show that it comes from a known sender.',
};

export const tooMany = (retryAfterSeconds: number): Refused => ({
  status: 429,
  reason: 'rate',
  message: `Too many requests; come again in ${retryAfterSeconds} s.`,
  retryAfterSeconds,
});

export const tooLarge: Refused = {
  status: 413,
  reason: 'too-large',
  message: 'The body is larger than 64 KB.',
};

export const unavailable: Refused = {
  status: 503,
  reason: 'unavailable',
  message: 'Nothing was taken: Temporal does not answer. Send the same again later.',
  retryAfterSeconds: 5,
};
