import { Hono } from 'hono';
import * as v from 'valibot';
import { personIdSchema } from '../domain/person-id.ts';
import type { WebhookSettings } from '../settings/settings.ts';
import type { Accept } from './acceptance.ts';
import { bearer } from './bearer.ts';
import type { Cases } from './cases.ts';
import { doorkeeper } from './doorkeeper.ts';
import { eventIn } from './event-in.ts';
import { faultOf } from './fault-of.ts';
import { viewLeaver } from './leaver-view.ts';
import type { Observed } from './observed.ts';
import { perMinute } from './rate-limit.ts';
import { refuse, unavailable } from './refuse.ts';
import { signedBy } from './signed-by.ts';
import { cutOff, wholeBody } from './whole-body.ts';

/**
 * `POST /v1/leavers` takes signed events: 202 with the case, 200 if the event is known, always after
 * Temporal has it for good. `GET /v1/leavers/{personId}` tells where a case stands.
 */
export function leavers(
  { secrets, readTokens, rateLimit }: WebhookSettings,
  { cases, accept, timeZone }: { cases: Cases; accept: Accept; timeZone: string },
): Hono<Observed> {
  const signer = signedBy(secrets);
  const reader = bearer(readTokens);
  const keepDoor = doorkeeper(perMinute(rateLimit));

  return new Hono<Observed>()
    .post(
      '/v1/leavers',
      wholeBody(async (context, refused) => {
        if (refused !== cutOff) return refuse(context, refused);
        // Who cut it off has not shown who they are.
        const door = await keepDoor(context, undefined);
        const isTooMuch = 'refused' in door && door.refused.reason === 'rate';
        return refuse(context, isTooMuch ? door.refused : cutOff);
      }),
      async (context) => {
        const header = (name: string) => context.req.header(name) ?? '';
        const id = header('webhook-id');
        const signed = signer({
          id,
          timestamp: header('webhook-timestamp'),
          signature: header('webhook-signature'),
          body: new Uint8Array(await context.req.arrayBuffer()),
        });
        const door = await keepDoor(context, signed);
        if ('refused' in door) return refuse(context, door.refused);
        const { sender, body: text } = door.guest;
        if (!/^application\/(\S+\+)?json\s*(;|$)/i.test(header('content-type'))) {
          const message = 'Content-Type must be application/json.';
          return refuse(context, { status: 415, reason: 'not-json', message });
        }
        const body = parsed(text);
        if (body === undefined) {
          const message = 'The body is not JSON.';
          return refuse(context, { status: 400, reason: 'not-json', message });
        }
        const heard = eventIn(body.value, { id, timeZone, now: new Date() });
        if ('fault' in heard) {
          return refuse(context, { status: 422, reason: 'invalid', message: heard.fault });
        }
        context.set('type', heard.event.type);
        try {
          const { caseId, isKnown, quarantine } = await accept(sender, heard.event);
          context.set('caseId', caseId);
          context.set('accepted', true);
          if (isKnown) return context.json({ caseId, status: 'known' }, 200);
          if (quarantine === undefined) return context.json({ caseId, status: 'accepted' }, 202);
          context.set('quarantine', quarantine);
          return context.json({ caseId, status: 'accepted', quarantine }, 202);
        } catch (error) {
          context.set('fault', faultOf(error));
          return refuse(context, unavailable);
        }
      },
    )
    .get('/v1/leavers/:personId', async (context) => {
      const door = await keepDoor(context, reader(context.req.header('authorization')));
      if ('refused' in door) return refuse(context, door.refused);
      const { sender } = door.guest;
      const { success, output: personId } = v.safeParse(
        personIdSchema,
        context.req.param('personId'),
      );
      try {
        const view = success ? await viewLeaver(cases, sender, personId) : undefined;
        if (view !== undefined) return context.json(view);
        const message = `${sender} has no case of that person.`;
        return refuse(context, { status: 404, reason: 'unknown', message });
      } catch (error) {
        context.set('fault', faultOf(error));
        return refuse(context, { ...unavailable, message: 'Temporal does not answer.' });
      }
    });
}

/** Undefined for what is no JSON. */
function parsed(body: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}
