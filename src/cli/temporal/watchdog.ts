import { spawn } from 'node:child_process';

/**
 * Sees to it that process `pid` ends when this one does, even by SIGKILL: a shell that waits for its
 * standard input to close, which only the end of this process (or `release`) brings about.
 * The shell is told to look no further once it is released.
 */
export const endWithThisProcess = (pid: number): (() => void) => {
  if (process.platform === 'win32') return () => {};
  const script = 'read -r word; [ "$word" = released ] || kill -TERM "$0"';
  const watchdog = spawn('sh', ['-c', script, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  return () => void watchdog.stdin.end('released\n');
};
