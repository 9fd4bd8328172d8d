import type { Context } from 'hono';
import { Hono } from 'hono';
import * as v from 'valibot';
import { personIdSchema } from '../../domain/person-id.ts';
import { RateFull } from '../../workspace/errors/rate-full.ts';
import type { WebhookSettings } from '../../settings/settings.ts';
import type { Accept } from '../acceptance.ts';
import { bearer } from '../bearer.ts';
import type { Cases } from '../cases.ts';
import { doorkeeper } from '../doorkeeper.ts';
import { faultOf } from '../fault-of.ts';
import type { Observed } from '../observed.ts';
import { perMinute } from '../rate-limit.ts';
import type { Refuse, Refused } from '../refuse.ts';
import { noteRefusal, unavailable } from '../refuse.ts';
import { wholeBody } from '../whole-body.ts';
import { activation } from './activation.ts';
import type { Active } from './active-in.ts';
import { activeInPatch, activeInResource, isObject, userNameIn } from './active-in.ts';
import type { Directory, DirectoryUser } from './directory.ts';
import { filterIn } from './filter.ts';
import * as messages from './messages.ts';

type Asked = Context<Observed>;

const unknownUser: Refused = {
  status: 404,
  reason: 'unknown',
  message: 'Workspace has no such user.',
};

const notOurs: Refused = {
  status: 501,
  reason: 'unsupported',
  message: 'Users are made in Workspace, not here; assign only people who have a user there.',
};

/**
 * A SCIM 2.0 service provider of Workspace's own users, for what identity providers say of leavers:
 * `active: false` opens a case, `active: true` cancels it, and nothing else can be changed.
 */
export function scim(
  { scimTokens, scimRateLimit, scimKind: kind }: WebhookSettings,
  { cases, accept, directory }: { cases: Cases; accept: Accept; directory: Directory },
): Hono<Observed> {
  const holder = bearer(scimTokens);
  const keepDoor = doorkeeper(perMinute(scimRateLimit));
  const users = activation({ cases, accept, kind });

  const show = async (context: Asked, user: DirectoryUser) =>
    answer(
      context,
      messages.userResource(user, await users.of(senderOf(context), user.id), baseOf(context)),
    );

  /** Does what a request says of `active`, and shows the user as they then are. */
  const change = async (context: Asked, read: (body: unknown) => Active) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    if (!isObject(body)) {
      const message = 'The body must be one JSON object.';
      return refuse(context, { status: 400, reason: 'not-json', message }, 'invalidSyntax');
    }
    const active = read(body);
    const user = await userFor(context, { active, userName: userNameIn(body) });
    if (user === undefined) return refuse(context, unknownUser);
    if (active === 'unclear') {
      const message = 'active must be true or false.';
      return refuse(context, { status: 400, reason: 'invalid', message }, 'invalidValue');
    }
    if (active === undefined) return show(context, user);
    const refused = await setActive(context, user, active);
    return refused ?? answer(context, messages.userResource(user, active, baseOf(context)));
  };

  /** Whoever is gone from Workspace, or not yet listed again, can still be enabled while their case is open. */
  const userFor = async (
    context: Asked,
    { active, userName }: { active: Active; userName: string | undefined },
  ): Promise<DirectoryUser | undefined> => {
    const id = context.req.param('id') ?? '';
    const user = await directory.byId(id);
    if (user !== undefined || active !== true) return user;
    const isLeaver = await users.hasOpenCase(senderOf(context), id);
    return isLeaver ? { id, userName: userName ?? id } : undefined;
  };

  const setActive = async (context: Asked, user: DirectoryUser, active: boolean) => {
    const { success } = v.safeParse(personIdSchema, user.id);
    if (!success) {
      const message = 'The id of this user cannot name a case: it looks like a name.';
      return refuse(context, { status: 400, reason: 'invalid', message }, 'invalidValue');
    }
    context.set('type', active ? 'leaver.cancelled' : 'leaver.opened');
    const accepted = await users.set(senderOf(context), user, active);
    if (accepted === undefined) return undefined;
    context.set('caseId', accepted.caseId);
    context.set('accepted', true);
    if (accepted.quarantine !== undefined) context.set('quarantine', accepted.quarantine);
    return undefined;
  };

  const app = new Hono<Observed>()
    .use(async (context, next) => {
      const door = await keepDoor(context, holder(context.req.header('authorization')));
      return 'refused' in door ? refuse(context, door.refused) : next();
    })
    .use(wholeBody((context, refused) => refuse(context, refused)))
    .get('/ServiceProviderConfig', (context) =>
      answer(context, messages.serviceProviderConfig(baseOf(context))),
    )
    .get('/ResourceTypes', (context) => list(context, messages.resourceTypes(baseOf(context))))
    .get('/Schemas', (context) => list(context, messages.schemas(baseOf(context))))
    .get('/Users', async (context) => {
      const text = context.req.query('filter');
      const filter = text === undefined ? undefined : filterIn(text);
      if (text !== undefined && filter === undefined) {
        const message = 'filter must be userName, id or externalId, eq, and text in quotes.';
        return refuse(context, { status: 400, reason: 'invalid', message }, 'invalidFilter');
      }
      const found = await (filter === undefined ? directory.all() : lookedUp(directory, filter));
      const start = Math.max(1, whole(context.req.query('startIndex'), 1));
      const count = Math.min(messages.mostResults, whole(context.req.query('count'), 100));
      const page = found.slice(start - 1, start - 1 + count);
      const sender = senderOf(context);
      const isActive =
        filter === undefined && page.length > 0 ? await users.ofAll(sender) : undefined;
      const resources = await Promise.all(
        page.map(async (user) => {
          const active = isActive?.(user.id) ?? (await users.of(sender, user.id));
          return messages.userResource(user, active, baseOf(context));
        }),
      );
      return answer(context, messages.listResponse(resources, found.length, start));
    })
    .post('/Users', (context) => refuse(context, notOurs))
    .get('/Users/:id', async (context) => {
      const user = await directory.byId(context.req.param('id'));
      return user === undefined ? refuse(context, unknownUser) : show(context, user);
    })
    .patch('/Users/:id', (context) => change(context, activeInPatch))
    .put('/Users/:id', (context) => change(context, activeInResource))
    .delete('/Users/:id', async (context) => {
      const user = await directory.byId(context.req.param('id'));
      if (user === undefined) return refuse(context, unknownUser);
      return (await setActive(context, user, false)) ?? context.body(null, 204);
    });
  app.all('*', (context) => {
    const message = 'There is no such resource; this service has Users.';
    return refuse(context, { status: 404, reason: 'unknown', message });
  });
  app.onError((error, context) => {
    context.set('fault', faultOf(error));
    const message = 'Workspace or Temporal does not answer. Send the same again later.';
    const refused = { ...unavailable, message };
    if (error instanceof RateFull) refused.retryAfterSeconds = Math.ceil(error.waitMs / 1_000);
    return refuse(context, refused);
  });
  return app;
}

const refuse = (context: Parameters<Refuse>[0], refused: Refused, scimType?: string): Response => {
  noteRefusal(context, refused);
  const { status, message } = refused;
  return answer(context, messages.scimError(status, message, scimType), status);
};

const answer = (context: Asked, body: object, status: Refused['status'] = 200): Response =>
  context.body(JSON.stringify(body), status, { 'Content-Type': 'application/scim+json' });

const list = (context: Asked, resources: readonly object[]) =>
  answer(context, messages.listResponse(resources, resources.length));

const lookedUp = async (
  directory: Directory,
  { attribute, value }: NonNullable<ReturnType<typeof filterIn>>,
): Promise<readonly DirectoryUser[]> => {
  // We keep no ids of providers.
  if (attribute === 'externalId') return [];
  if (attribute === 'userName') return directory.byName(value);
  const user = await directory.byId(value);
  return user === undefined ? [] : [user];
};

/** Set by the first handler, which lets nobody else in. */
const senderOf = (context: Asked) => context.var.sender ?? '';

const baseOf = ({ req }: Asked) => `${new URL(req.url).origin}/scim/v2`;

const whole = (text: string | undefined, byDefault: number) =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : byDefault;
