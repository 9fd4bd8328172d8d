/**
 * Puts intents on record in a process of its own: `recording-process.ts <directory> <name> [die]`.
 * For each line of JSON on stdin, an intent, it prints whether the record is its own. With `die` it
 * is killed `before` or `after` the record gets its name, or `while` its text is being written.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import type { CallCircumstances, DesktopCall } from '../../src/evidence/store.ts';

const [directory = '', name = '', die] = process.argv.slice(2);
const kill = () => process.kill(process.pid, 'SIGKILL');

const { link, open } = fs;
fs.link = async (from, to) => {
  if (die === 'before') kill();
  await link(from, to);
  if (die === 'after') kill();
};
fs.open = async (...args) => {
  const file = await open(...args);
  if (die === 'while' && args[1] === 'wx') {
    await file.write('{ "half": ');
    kill();
  }
  return file;
};
syncBuiltinESMExports();

const { openEvidence } = await import('../../src/evidence/open-evidence.ts');
const store = openEvidence({ directory });
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  // The test wrote it.
  const intent = JSON.parse(line) as CallCircumstances & DesktopCall;
  const isOwn = await store.recordIntent({ ...intent, expectedOwner: name });
  process.stdout.write(`${JSON.stringify(isOwn)}\n`);
}
