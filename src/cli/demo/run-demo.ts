import { setTimeout as delay } from 'node:timers/promises';
import type { ExitCode } from '../exit-code.ts';
import { exitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say, style } from '../output.ts';
import { offboardDesktopId, offboardUserId } from '../../client.ts';
import { cast, estateOf } from './cast.ts';
import type { Actor } from './cast.ts';
import { endRuns } from './end-runs.ts';
import { lookAround, tryNext } from './farewell.ts';
import { Interrupted, interruption } from './interruption.ts';
import { sender } from './leaver/hr-system.ts';
import { castLeaver, desktopsOfLeaver } from './leaver/leaver.ts';
import type { DemoLeaver } from './leaver/leaver.ts';
import { leaverAccount, leaverTable } from './leaver/summary.ts';
import { parts } from './parts.ts';
import { silent, startProgress } from './progress.ts';
import { show } from './show.ts';
import { setStage } from './stage.ts';
import type { CleanUps, Stage } from './stage.ts';
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
  const cleanUps: CleanUps = [];
  let setting: Promise<Stage> | undefined;
  let code: ExitCode | undefined;
  try {
    const actors = cast(parts);
    const person = castLeaver();
    tell(
      `Offboarding ${actors.length} made-up desktops, and a leaver with ${person.desktopIds.length} more. No real cloud is touched.\n`,
    );
    const options = {
      estate: { desktops: [...estateOf(actors), ...desktopsOfLeaver(person)] },
      env: process.env,
      signal,
      say: dimmed(tell),
    };
    setting = setStage(options, cleanUps);
    const stage = await Promise.race([setting, interrupted]);
    if (stage.isGuest) cleanUps.push(() => endRuns(stage.client, runsOf(actors, person)));
    tell(opening(stage));

    const progress = isQuiet
      ? silent
      : startProgress(
          [...actors, person].map(({ role }) => role),
          process.stderr,
        );
    const ending = await show(stage, { actors, person }, { signal, progress, startedAt });
    code = ending.code;
    if (json) printJson({ ...ending.account, leaver: leaverAccount(ending.leaver) });
    else {
      print(`\n${fatesTable(ending.fates, process.stdout.columns)}`);
      print(`\n${leaverTable(ending.leaver)}`);
      print(`\n${summaryOf(ending.account, ending.violations)}`);
    }
    if (!keep) tell(`\n${tryNext(stage.temporal.uiAddress)}`);
    else {
      tell(`\n${lookAround(stage, ending.fates, ending.leaver)}`);
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
    for (const cleanUp of cleanUps.toReversed()) {
      await cleanUp().catch((error: unknown) => tell(`Could not clean up: ${String(error)}`));
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
const runsOf = (actors: readonly Actor[], { personId, desktopIds }: DemoLeaver): string[] => [
  offboardUserId(sender, personId),
  ...[...actors.map(({ desktopId }) => desktopId), ...desktopIds].map(offboardDesktopId),
];

const opening = ({ temporal, simulator, worker, webhook }: Stage): string =>
  [
    `  Temporal  ${temporal.uiAddress ?? temporal.address}${temporal.uiAddress ? ', its Web UI' : ''}`,
    `  Cloud     ${simulator.listening}, simulated`,
    `  Worker    process ${worker.pid}`,
    `  Webhook   ${webhook.url}, for HR`,
    '',
  ].join('\n');
