import { spawn } from 'node:child_process';

/**
 * Sees to it that process `pid` ends when this one does, even by SIGKILL: a shell that waits for its
 * standard input to close. SIGTERM first, SIGKILL if it takes 40 s; the watchdog ends with it. Returns
 * how to release the process from this, to be called when it has ended.
 */
export const endWithThisProcess = (pid: number): (() => void) => {
  if (process.platform === 'win32') return () => {};
  const script = `
    read -r word
    [ "$word" = released ] && exit
    kill -TERM "$0"
    for second in $(seq 40); do
      sleep 1
      kill -0 "$0" || exit
    done
    kill -KILL "$0"`;
  const watchdog = spawn('sh', ['-c', script, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  return () => void watchdog.stdin.end('released\n');
};
