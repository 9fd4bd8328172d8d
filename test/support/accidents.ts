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
  /** Before the call; after it was sent; after its reply; or after its intent is on record. */
  point: 'before' | 'sent' | 'replied' | 'intent';
  /** The call, by its method and a regular expression for its path; or the intent, by its file. */
  method?: string;
  path: string;
  /** Which such call, from 1. */
  nth: number;
  /**
   * True to have the worker told to stop, and polling no more, when it happens. What is given to the
   * open polls of one that is frozen comes back only when its time is over.
   */
  isStopping?: boolean;
}

const { ACCIDENT, MUTANT, BUNDLE } = process.env;

if (ACCIDENT) {
  // Written by our own tests.
  const accident = JSON.parse(ACCIDENT) as Accident;
  if (accident.point === 'intent') onIntent(accident);
  else onCall(accident);
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

async function happen({ signal, isStopping = false }: Accident): Promise<void> {
  if (isStopping) {
    process.kill(process.pid, 'SIGTERM');
    await delay(1_000);
  }
  process.kill(process.pid, signal);
}

function onCall(accident: Accident): void {
  const { fetch } = globalThis;
  const path = new RegExp(accident.path);
  let seen = 0;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isMeant = request.method === accident.method && path.test(new URL(request.url).pathname);
    if (isMeant) seen += 1;
    if (!isMeant || seen !== accident.nth) return fetch(request);
    if (accident.point === 'before') await happen(accident);
    const reply = fetch(request);
    if (accident.point === 'sent') {
      await delay(300);
      await happen(accident);
    }
    const response = await reply;
    if (accident.point === 'replied') await happen(accident);
    return response;
  };
}

function onIntent(accident: Accident): void {
  const { readFile } = fs;
  const path = new RegExp(accident.path);
  let seen = 0;
  // The attempt reads its own intent back, to see who else has written one.
  fs.readFile = (async (...args: Parameters<typeof readFile>) => {
    const content = await readFile(...args);
    if (path.test(String(args[0]))) seen += 1;
    else return content;
    if (seen !== accident.nth) return content;
    await happen(accident);
    // After a long sleep its connections are dead; with time to notice, it will make new ones.
    await delay(200);
    return content;
  }) as typeof readFile; // Its overloads cannot be written as one function.
  syncBuiltinESMExports();
}
