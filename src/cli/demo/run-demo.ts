import { setTimeout as delay } from 'node:timers/promises';
import type { ExitCode } from '../exit-code.ts';
import { exitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, style } from '../output.ts';
import { offboardDesktopId, offboardUserId } from '../../client.ts';
import { cast, estateOf } from './cast.ts';
import { castLab, desktopsOfLab } from './clean-up/lab.ts';
import { removeSchedule } from './clean-up/schedule.ts';
import { cleanUpAccount, cleanUpTable } from './clean-up/summary.ts';
import { endRuns } from './end-runs.ts';
import { lookAround, tryNext } from './farewell.ts';
import { Interrupted, interruption } from './interruption.ts';
import { sender } from './leaver/hr-system.ts';
import { castLeaver, desktopsOfLeaver } from './leaver/leaver.ts';
import { leaverAccount, leaverTable } from './leaver/summary.ts';
import { parts } from './parts.ts';
import { silent, startProgress } from './progress.ts';
import { show } from './show.ts';
import type { Cast } from './show.ts';
import { setStage } from './stage.ts';
import type { Stage, ToUndo } from './stage.ts';
import { fatesTable, summaryOf } from './summary.ts';

export interface DemoOptions extends GlobalOptions {
  keep?: boolean;
}

/** Offboards made-up desktops in every awkward state, and shows what became of them. */
export const runDemo = async ({ json = false, keep = false }: DemoOptions): Promise<ExitCode> => {
  const startedAt = performance.now();
  const isQuiet = json && !process.stderr.isTTY;
  const tell = isQuiet ? () => {} : say;
  const { signal, interrupted, forget } = interruption();
  const toUndo: ToUndo = [];
  let setting: Promise<Stage> | undefined;
  let code: ExitCode | undefined;
  try {
    const actors = cast(parts);
    const person = castLeaver();
    const lab = castLab();
    tell(
      `Offboarding ${actors.length} made-up desktops, a leaver with ${person.desktopIds.length} more, and what a clean-up finds. No real cloud is touched.\n`,
    );
    const options = {
      estate: {
        desktops: [...estateOf(actors), ...desktopsOfLeaver(person), ...desktopsOfLab(lab)],
      },
      env: process.env,
      signal,
      say: dimmed(tell),
    };
    setting = setStage(options, toUndo);
    const stage = await Promise.race([setting, interrupted]);
    if (stage.isGuest) {
      toUndo.push(async () => {
        const cleanUps = await removeSchedule(stage.client, lab.policy);
        await endRuns(stage.client, [...cleanUps, ...runsOf({ actors, person, lab })]);
      });
    }
    tell(opening(stage));

    const progress = isQuiet
      ? silent
      : startProgress(
          [...actors, person, lab].map(({ role }) => role),
          process.stderr,
        );
    const ending = await show(stage, { actors, person, lab }, { signal, progress, startedAt });
    code = ending.code;
    if (json) {
      printJson({
        ...ending.account,
        leaver: leaverAccount(ending.leaver),
        cleanUp: cleanUpAccount(ending.cleanUp),
      });
    } else {
      print(`\n${fatesTable(ending.fates, process.stdout.columns)}`);
      print(`\n${leaverTable(ending.leaver)}`);
      print(`\n${cleanUpTable(ending.cleanUp, process.stdout.columns)}`);
      print(`\n${summaryOf(ending.account, ending.violations)}`);
    }
    if (!keep) tell(`\n${tryNext(stage.temporal.uiAddress)}`);
    else {
      tell(`\n${lookAround(stage, ending)}`);
      await Promise.race([
        interrupted,
        stage.worker.ended,
        stage.webhook.ended,
        stage.simulator.ended,
      ]);
    }
    return code;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return code ?? exitCode.failed;
  } finally {
    if (signal.aborted) tell('\nStopping.');
    // What is being started must have started, to be stopped.
    await Promise.race([setting?.catch(() => {}), delay(settlingMs, undefined, { ref: false })]);
    for (const undo of toUndo.toReversed()) {
      await undo().catch((error: unknown) => tell(`Could not clean up: ${String(error)}`));
    }
    forget();
    // What takes longer to start, such as a download, must not keep this process alive.
    if (signal.aborted) process.exit(code ?? interruptedCode);
  }
};

const settlingMs = 6_000;

/** What shells say of a program that Ctrl-C ended. */
const interruptedCode = 130;

const dimmed = (tell: (line: string) => void) => (line: string) =>
  tell(`  ${style('dim', line, process.stderr)}`);

/** The case first: it would begin lost runs of its desktops anew. */
const runsOf = ({ actors, person: { personId, desktopIds }, lab }: Cast): string[] => [
  offboardUserId(sender, personId),
  ...[...[...actors, ...lab.desktops].map(({ desktopId }) => desktopId), ...desktopIds].map(
    offboardDesktopId,
  ),
];

const opening = ({ temporal, simulator, worker, webhook }: Stage): string =>
  [
    `  Temporal  ${temporal.uiAddress ?? temporal.address}${temporal.uiAddress ? ', its Web UI' : ''}`,
    `  Cloud     ${simulator.listening}, simulated`,
    `  Worker    process ${worker.pid}`,
    `  Webhook   ${webhook.url}, for HR`,
    '',
  ].join('\n');
