import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';

const watchdog = new URL('../../../src/cli/temporal/watchdog.ts', import.meta.url).href;

/** Has a process watched over, says its id and that of its watchdog, and stays. */
const keeper = `
  import { spawn } from 'node:child_process';
  import { readFileSync } from 'node:fs';
  import { endWithThisProcess } from '${watchdog}';
  const { pid } = spawn('sleep', ['600'], { stdio: 'ignore' });
  endWithThisProcess(pid);
  console.log(readFileSync(\`/proc/\${process.pid}/task/\${process.pid}/children\`, 'utf8'));
  setInterval(() => {}, 1_000);
`;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.runIf(process.platform === 'linux')(
  'a process ends with its keeper, even one that is killed, and the watchdog soon after it',
  async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', keeper], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const pids = line.trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    child.kill('SIGKILL');
    await until('the end of both', async () => !pids.some(isRunning), 20_000);
  },
);
