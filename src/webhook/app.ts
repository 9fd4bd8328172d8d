import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { faultOf } from './fault-of.ts';
import type { WebhookMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { observing } from './observed.ts';
import { refuse } from './refuse.ts';

/** All that the webhook answers. */
export function webhookApp(
  pages: { vitals: Hono; leavers: Hono<Observed>; scim?: Hono<Observed> },
  { log, metrics, isStopping }: { log: Logger; metrics: WebhookMetrics; isStopping: () => boolean },
): Hono<Observed> {
  const app = new Hono<Observed>()
    .use(secureHeaders())
    .use(async (context, next) => {
      await next();
      context.header('Cache-Control', 'no-store');
      // Who keeps a connection would go on using it, and keep us from ending.
      if (isStopping()) context.header('Connection', 'close');
    })
    .route('/', pages.vitals)
    .use(observing(log, metrics));
  app.route('/', pages.leavers);
  if (pages.scim) app.route('/scim/v2', pages.scim);
  app.notFound((context) =>
    refuse(context, { status: 404, reason: 'unknown', message: 'There is no such page.' }),
  );
  app.onError((error, context) => {
    context.set('fault', faultOf(error));
    const message = 'The webhook failed; its log says why. Send the same again later.';
    return refuse(context, { status: 500, reason: 'failed', message });
  });
  return app;
}
