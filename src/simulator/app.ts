import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { ApiError } from './errors.ts';
import { digest } from './ids.ts';
import { operations } from './operations.ts';
import { control } from './routes/sim.ts';
import { respond, serveCall } from './serve-call.ts';
import type { World } from './world.ts';

/** The simulated API and its control surface as one Hono application. */
export function createApp(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const requestId = () => digest(world.seed, 'request', world.requests.next()).slice(0, 32);
  app.route('/_sim', control(world));
  for (const operation of operations) {
    app.on(operation.method, operation.path, (c) => serveCall(world, operation, c));
  }
  app.notFound((c) => {
    const unknown = new ApiError(
      404,
      'APIGW.0101',
      'The API does not exist or has not been published in the environment',
    );
    return respond(c, unknown, requestId());
  });
  app.onError((error, c) => {
    console.error(error);
    return respond(c, new ApiError(500, 'APIGW.0601', 'Internal error'), requestId());
  });
  return app;
}
