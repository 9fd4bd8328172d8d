import { timeInZone } from '../../policies/zone-clock.ts';
import { knownZone } from '../../domain/local-time.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, table } from '../output.ts';
import { withTemporal } from '../temporal-client.ts';
import { ourSchedules } from './our-schedules.ts';
import { scheduleRow } from './schedule-row.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** Prints the schedules of all policies. */
export const listSchedules = ({ json }: GlobalOptions): Promise<ExitCode> =>
  withTemporal(async ({ client }) => {
    const rows: ScheduleRow[] = [];
    for (const schedule of await ourSchedules(client))
      rows.push(await scheduleRow(client, schedule));
    if (json) printJson(rows);
    else if (rows.length > 0) print(table([headings, ...rows.map(cells)]));
    else say('No schedules. Make them of policy files: offboard schedule apply <directory>');
    return exitCode.done;
  });

const headings = ['POLICY', 'MODE', 'NEXT RUN', 'TIME ZONE', 'LAST RUN', 'LEFT OUT', 'PAUSED'];

const cells = (row: ScheduleRow): string[] => [
  row.policy,
  row.mode ?? '?',
  row.paused ? 'none' : nextRun(row),
  row.timeZone,
  row.lastRun === null ? 'none' : `${row.lastRun.state ?? 'not kept'}, ${row.lastRun.workflowId}`,
  String(row.skipped + row.missed),
  row.paused ? (row.note ?? 'yes') : 'no',
];

const nextRun = ({ nextRuns: [next], timeZone }: ScheduleRow): string =>
  next === undefined ? 'none' : timeInZone(new Date(next), knownZone(timeZone));
