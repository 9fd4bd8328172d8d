/**
 * Loaded before the worker (`node --import`): makes accidents happen in it at named points, without a
 * hook in our own code. `ACCIDENT` is one {@link Accident} in JSON, `MUTANT` one of {@link mutants};
 * `BUNDLE` is a prebuilt workflow bundle, which saves a second at every start.
 */
import fs from 'node:fs/promises';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { Mutant } from './mutants.ts';
import { mutants, mutated } from './mutants.ts';

export interface Accident {
  /** Kill the process, or freeze it until somebody sends SIGCONT. */
  signal: 'SIGKILL' | 'SIGSTOP';
  /** It happens when the process has come to all of them; what comes to one waits there until then. */
  points: readonly Point[];
  /**
   * True to have the worker told to stop, and polling no more, when it happens. What is given to the
   * open polls of one that is frozen comes back only when its time is over.
   */
  isStopping?: boolean;
}

export interface Point {
  /** Before the call; after it was sent; after its reply; or after its intent is on record. */
  is: 'before' | 'sent' | 'replied' | 'intent';
  /** A regular expression for the call, as `METHOD path` and its body, or for the file of the intent. */
  of: string;
  /** Which such call, from 1. */
  nth: number;
}

const { ACCIDENT, MUTANT, BUNDLE } = process.env;

if (ACCIDENT) {
  // Written by our own tests.
  const accident = JSON.parse(ACCIDENT) as Accident;
  const reach = gather(accident);
  const { intents = [], calls = [] } = Object.groupBy(accident.points, ({ is }) =>
    is === 'intent' ? 'intents' : 'calls',
  );
  if (calls.length > 0) onCall(finder(calls), reach);
  if (intents.length > 0) onIntent(finder(intents), reach);
}

if (MUTANT) {
  // Written by our own tests as well.
  const mutant = MUTANT as Mutant;
  const { file } = mutants[mutant];
  change(file, (source) => mutated(mutant, file, source));
}

if (BUNDLE) {
  const bundle = JSON.stringify({ workflowBundle: { codePath: BUNDLE } });
  change('/src/worker/workflow-code.ts', (source) =>
    source.replace(
      /export function workflowCode\b.*$/s,
      `export const workflowCode = () => (${bundle});`,
    ),
  );
}

/** Changes a module's source while it is loaded. */
function change(file: string, rewrite: (source: string) => string): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      return url.endsWith(file) ? { ...loaded, source: rewrite(String(loaded.source)) } : loaded;
    },
  });
}

/** Gives what waits at a point until the accident has happened, which it does when none is left to come to. */
function gather({ signal, points, isStopping = false }: Accident): (point: Point) => Promise<void> {
  const ahead = new Set(points);
  const happened = Promise.withResolvers<void>();
  const happen = async () => {
    if (isStopping) {
      process.kill(process.pid, 'SIGTERM');
      await delay(1_000);
    }
    process.kill(process.pid, signal);
    happened.resolve();
  };
  return (point) => {
    if (ahead.delete(point) && ahead.size === 0) void happen();
    return happened.promise;
  };
}

/** Finds the point that something has come to; all that comes after the n-th has come to it as well. */
function finder(points: readonly Point[]): (what: string) => Point | undefined {
  const counted = points.map((point) => ({ point, path: new RegExp(point.of), seen: 0 }));
  return (what) => {
    const found = counted.find(({ path }) => path.test(what));
    if (found === undefined) return undefined;
    found.seen += 1;
    return found.seen < found.point.nth ? undefined : found.point;
  };
}

type Find = ReturnType<typeof finder>;
type Reach = ReturnType<typeof gather>;

function onCall(find: Find, reach: Reach): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = request.method === 'POST' ? await request.clone().text() : '';
    const point = find(`${request.method} ${new URL(request.url).pathname}${body}`);
    if (point === undefined) return fetch(request);
    if (point.is === 'before') await reach(point);
    const reply = fetch(request);
    if (point.is === 'sent') {
      await delay(300);
      await reach(point);
    }
    const response = await reply;
    if (point.is === 'replied') await reach(point);
    return response;
  };
}

function onIntent(find: Find, reach: Reach): void {
  const { readFile } = fs;
  // The attempt reads its own intent back, to see who else has written one.
  fs.readFile = (async (...args: Parameters<typeof readFile>) => {
    const content = await readFile(...args);
    const point = find(String(args[0]));
    if (point === undefined) return content;
    await reach(point);
    // After a long sleep its connections are dead; with time to notice, it will make new ones.
    await delay(200);
    return content;
  }) as typeof readFile; // Its overloads cannot be written as one function.
  syncBuiltinESMExports();
}
