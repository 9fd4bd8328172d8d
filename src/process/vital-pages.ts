import { Hono } from 'hono';
import type { KillSwitchState } from '../domain/kill-switch-state.ts';

/** What the health pages tell. */
export interface Vitals {
  /** Why this process cannot take work now; empty when it can. */
  notReady(): string[];
  /** Rejects when Temporal does not answer. */
  askTemporal(): Promise<unknown>;
  /** Rejects, or resolves to undefined, where Temporal does not say. */
  killSwitch(): Promise<KillSwitchState | undefined>;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

/**
 * Answers `/healthz` (200 while Temporal answers), `/readyz` (200 while this process takes work as
 * well) and `/metrics`; the unhealthy answer is a 503 that says what is wrong. The first two tell of
 * the kill switch, too, which leaves a process healthy: it stops calls that change something, no more.
 */
export function vitalPages(vitals: Vitals): Hono {
  const look = async () => {
    const [faults, killSwitch] = await Promise.all([
      vitals.askTemporal().then(
        () => [],
        (error: unknown) => [
          `Temporal does not answer: ${error instanceof Error ? error.message : String(error)}`,
        ],
      ),
      vitals.killSwitch().catch(() => undefined),
    ]);
    return { faults, ...(killSwitch && { killSwitch }) };
  };
  return new Hono()
    .get('/healthz', async (context) => {
      const { faults, ...rest } = await look();
      const healthy = faults.length === 0;
      return context.json({ healthy, faults, ...rest }, healthy ? 200 : 503);
    })
    .get('/readyz', async (context) => {
      const { faults: unhealthy, ...rest } = await look();
      const faults = [...vitals.notReady(), ...unhealthy];
      const ready = faults.length === 0;
      return context.json({ ready, faults, ...rest }, ready ? 200 : 503);
    })
    .get('/metrics', async (context) => context.text(await vitals.metrics()));
}
