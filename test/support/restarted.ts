import { setTimeout as delay } from 'node:timers/promises';

export interface Killable {
  kill(): Promise<unknown>;
  start(): Promise<unknown>;
}

/** A process that is started anew whenever it was killed; it may need what is down itself just now. */
export function restarted<T extends { signal(signal: 'SIGKILL'): void; exited: Promise<unknown> }>(
  startOne: () => Promise<T>,
): Killable & { stop(): Promise<void> } {
  let one: T | undefined;
  const kill = async () => {
    one?.signal('SIGKILL');
    await one?.exited;
  };
  const start = async () => {
    for (let tries = 1; ; tries += 1) {
      try {
        one = await startOne();
        return;
      } catch (error) {
        if (tries === 30) throw error;
        await delay(500);
      }
    }
  };
  return { kill, start, stop: kill };
}
