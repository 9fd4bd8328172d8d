/** Loaded before a worker (`node --import`): a desktop called `intent…` halts after its delete's intent is on record, until the file `GATE` exists. */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const { readFile, access } = fs;
const isOpen = () =>
  access(process.env['GATE'] ?? '').then(
    () => true,
    () => false,
  );

// The attempt reads its own intent back, to see who else has written one.
fs.readFile = (async (...args: Parameters<typeof readFile>) => {
  const content = await readFile(...args);
  if (!/\/intent[^/]*\/[^/]+DeleteDesktop.intent.json$/.test(String(args[0]))) return content;
  while (!(await isOpen())) await delay(50);
  return content;
}) as typeof readFile; // Its overloads cannot be written as one function.
syncBuiltinESMExports();
