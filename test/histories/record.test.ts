import { hostname } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { runScenarios, scenarios } from './scenarios.ts';

/** A history without the machine and the paths that it was recorded on; replay needs neither. */
const anonymous = (json: string) =>
  json
    .replaceAll(/"(identity|stackTrace)": "(?:[^"\\]|\\.)*"/g, '"$1": ""')
    .replaceAll(hostname(), 'host');

const isRecording = process.env['RECORD_HISTORIES'] === '1';

/** `npm run record-histories` runs this; an ordinary test run must not change what it replays. */
test.runIf(isRecording)('records one history of every scenario', { timeout: 300_000 }, async () => {
  const recorded: string[] = [];
  for await (const { name, handle } of runScenarios()) {
    const json = anonymous(historyToJSON(await handle.fetchHistory()));
    await writeFile(new URL(`${name}.json`, import.meta.url), json);
    recorded.push(name);
  }
  expect(recorded).toEqual(Object.keys(scenarios));
});
