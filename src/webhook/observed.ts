import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { RefusalReason, WebhookMetrics } from './metrics.ts';

/** What is known of a request by and by; all of it may be logged and counted. */
export interface Observed {
  Variables: {
    sender?: string;
    /** Of the event. */
    type?: string;
    caseId?: string;
    reason?: RefusalReason;
    quarantine?: string;
    /** What somebody who runs this must know; no names. */
    fault?: string;
    accepted?: true;
  };
}

/** Logs and counts requests: by route, never with their address, which may hold a name. */
export const observing =
  (log: Logger, metrics: WebhookMetrics): MiddlewareHandler<Observed> =>
  async (context, next) => {
    const begun = performance.now();
    await next();
    const ms = Math.round(performance.now() - begun);
    const { sender = 'none', type = 'none', reason, accepted, ...rest } = context.var;
    const { status } = context.res;
    const { method } = context.req;
    const route =
      context.res.status === 404 && reason === undefined ? 'none' : routePath(context, -1);
    metrics.requests.inc({ route, sender, type, status });
    if (reason !== undefined) metrics.refused.inc({ reason, sender });
    if (rest.quarantine !== undefined) metrics.quarantined.inc({ sender });
    if (accepted) metrics.acceptance.observe(ms / 1_000);
    const level = status >= 500 || rest.quarantine !== undefined ? 'warn' : 'info';
    log[level](
      { method, route, status, ms, sender, type, ...(reason && { reason }), ...rest },
      `${method} ${route} ${status}`,
    );
  };
