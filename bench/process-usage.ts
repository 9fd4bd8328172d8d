import { readFileSync } from 'node:fs';

/** What the kernel says of a process, or undefined where there is no /proc or no such process. */
export interface Usage {
  cpuSeconds: number;
  /** Resident, in MB. */
  memoryMb: number;
  peakMemoryMb: number;
}

// USER_HZ: 100 on every Linux that Node runs on.
const ticksPerSecond = 100;

export const usageOf = (pid: number): Usage | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      cpuSeconds: (user + system) / ticksPerSecond,
      memoryMb: megabytes(status, 'VmRSS'),
      peakMemoryMb: megabytes(status, 'VmHWM'),
    };
  } catch {
    return undefined;
  }
};

/** What a process took between two looks at it: its CPU; memory as of the second. */
export const usageBetween = (before?: Usage, after?: Usage): Usage | undefined =>
  before && after && { ...after, cpuSeconds: after.cpuSeconds - before.cpuSeconds };

const megabytes = (status: string, field: string): number =>
  Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024);
