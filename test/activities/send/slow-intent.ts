/** Loaded before a worker (`node --import`): the disk takes 6 s for the first intent of a delete. */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const { link } = fs;
let isFirst = true;
fs.link = async (from, to) => {
  if (isFirst && String(to).endsWith('.DeleteDesktop.intent.json')) {
    isFirst = false;
    await delay(6_000);
  }
  await link(from, to);
};
syncBuiltinESMExports();
