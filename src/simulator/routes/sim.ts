import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Desktop } from '../desktop.ts';
import { shownDesktop } from '../desktop-detail.ts';
import { desktopPatchSchema, faultsOf, userPatchSchema } from '../estate-schema.ts';
import { applyPatch } from '../desktop-patch.ts';
import { desktopCounts, desktopsOf } from '../estate.ts';
import { faultSchema } from '../faults.ts';
import { jobDetail } from '../jobs.ts';
import { operations } from '../operations.ts';
import { listedUser } from '../user.ts';
import { applyUserPatch } from '../user-patch.ts';
import type { World } from '../world.ts';

const operationNames = new Set(operations.map(({ name }) => name));

/** A desktop with the facts that the API hides. */
const inside = (seed: number, desktop: Desktop) => ({
  ...shownDesktop(seed, desktop),
  pool_id: desktop.facts.pool_id,
  ip_address: desktop.facts.ip_address,
  sim: {
    ...desktop.behaviour,
    phase: desktop.phase,
    assistance: desktop.assistance?.status ?? null,
    collaboration: desktop.facts.share_resource_sku !== '',
    expectedOwners: desktop.expectedOwners,
    dailyUser: desktop.dailyUser,
    logins: desktop.logins,
  },
});

/** Everything there is, or of the desktops only those asked for. */
function state({ seed, credentials, estate, jobs }: World, desktopIds: readonly string[]) {
  const counts = desktopCounts(estate);
  return {
    desktops: estate.desktops
      .values()
      .filter(({ facts }) => desktopIds.length === 0 || desktopIds.includes(facts.desktop_id))
      .map((desktop) => inside(seed, desktop))
      .toArray(),
    users: estate.users
      .values()
      .map((user) => listedUser(user, counts.get(user.id) ?? 0))
      .toArray(),
    jobs: jobs.all().map((job) => jobDetail(credentials.projectId, job)),
  };
}

const refuse = (c: Context, message: string) => c.json({ message }, 400);

/** Parses the body; the sentence says which field is wrong and why. */
async function parse<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<{ value: v.InferOutput<S> } | { wrong: string }> {
  const json: unknown = await c.req.json().catch(() => undefined);
  if (json === undefined) return { wrong: 'The body must be JSON.' };
  const parsed = v.safeParse(schema, json);
  return parsed.success ? { value: parsed.output } : { wrong: faultsOf(parsed.issues).join(' ') };
}

/** The control surface under `/_sim`: no authentication, no faults, no log. */
export function control(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/state', (c) => c.json(state(world, c.req.queries('desktop_id') ?? [])));
  app.get('/requests', (c) =>
    c.json({ requests: world.requests.about(c.req.query('desktop_id')) }),
  );
  app.get('/counts', (c) => c.json({ counts: world.requests.counts() }));
  app.get('/audit', (c) => c.json(world.audit.report()));

  app.get('/faults', (c) => c.json({ faults: world.faults.list() }));
  app.delete('/faults', (c) => {
    world.faults.clear();
    return c.body(null, 204);
  });
  app.post('/faults', async (c) => {
    const body = await parse(c, faultSchema);
    if ('wrong' in body) return refuse(c, body.wrong);
    if (!operationNames.has(body.value.operation)) {
      return refuse(
        c,
        `operation is ${body.value.operation}, but should be one of ${[...operationNames].join(', ')}.`,
      );
    }
    world.faults.add(body.value);
    return c.json(body.value, 201);
  });

  app.post('/reset', (c) => {
    world.reset();
    return c.body(null, 204);
  });
  app.post('/expire-tokens', (c) => {
    world.tokens.expireAll();
    return c.body(null, 204);
  });

  app.patch('/desktops/:desktop_id', async (c) => {
    const desktop = world.estate.desktops.get(c.req.param('desktop_id'));
    if (desktop === undefined) return c.json({ message: 'There is no such desktop.' }, 404);
    const body = await parse(c, desktopPatchSchema);
    if ('wrong' in body) return refuse(c, body.wrong);
    applyPatch(world.estate, world.seed, desktop, body.value);
    return c.json(inside(world.seed, desktop));
  });
  app.patch('/users/:user_id', async (c) => {
    const user = world.estate.users.get(c.req.param('user_id'));
    if (user === undefined) return c.json({ message: 'There is no such user.' }, 404);
    const body = await parse(c, userPatchSchema);
    if ('wrong' in body) return refuse(c, body.wrong);
    applyUserPatch(world.estate, user, body.value);
    return c.json(listedUser(user, desktopsOf(world.estate, user.id).length));
  });
  return app;
}
