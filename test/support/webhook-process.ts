import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

const main = fileURLToPath(new URL('../../src/webhook.ts', import.meta.url));

export interface WebhookProcess {
  url: string;
  /** Every line that it logged so far, parsed. */
  log: Record<string, unknown>[];
  stderr(): string;
  /** Resolves with its exit code or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and its end. */
  stop(): Promise<number | NodeJS.Signals | null>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `src/webhook.ts` as a process of its own, on a free port, and waits until it listens. */
export async function startWebhookProcess(env: NodeJS.ProcessEnv): Promise<WebhookProcess> {
  const child = spawn(process.execPath, [main], {
    env: {
      NODE_COMPILE_CACHE: inject('compileCache'),
      OFFBOARDING_WEBHOOK_LISTEN: '127.0.0.1:0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const log: Record<string, unknown>[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const exited = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    running.delete(child);
    return code ?? signal ?? null;
  });
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Our own log is JSON; a line that is not fails the test, as it should.
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (typeof entry['url'] === 'string') resolve(entry['url']);
    });
  });
  const url = await Promise.race([
    listening,
    exited.then((end) => {
      throw new Error(`the webhook ended at once (${end}):\n${stderr}`);
    }),
  ]);
  return {
    url,
    log,
    stderr: () => stderr,
    exited,
    signal: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
