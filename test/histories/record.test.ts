import { hostname } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { caseScenarios, runCaseScenarios } from './case-scenarios.ts';
import { cleanUpScenarios, runCleanUpScenarios } from './clean-up-scenarios.ts';
import { runScenarios, scenarios } from './scenarios.ts';

/** A history without the machine and the paths that it was recorded on; replay needs neither. */
const anonymous = (json: string) =>
  json
    .replaceAll(/"data": "([A-Za-z0-9+/=]+)"/g, (whole, data: string) => {
      const text = Buffer.from(data, 'base64').toString('utf8');
      const login = `${process.pid}@${hostname()}`;
      if (!text.includes(login)) return whole;
      return `"data": "${Buffer.from(text.replaceAll(login, '1@host')).toString('base64')}"`;
    })
    .replaceAll(/"(identity|stackTrace)": "(?:[^"\\]|\\.)*"/g, '"$1": ""')
    .replaceAll(hostname(), 'host');

const isRecording = process.env['RECORD_HISTORIES'] === '1';

/** `npm run record-histories` runs this; an ordinary test run must not change what it replays. */
test.runIf(isRecording)('records one history of every scenario', { timeout: 300_000 }, async () => {
  const recorded: string[] = [];
  for (const runs of [runScenarios(), runCaseScenarios(), runCleanUpScenarios()]) {
    for await (const { name, handle } of runs) {
      const json = anonymous(historyToJSON(await handle.fetchHistory()));
      await writeFile(new URL(`${name}.json`, import.meta.url), json);
      recorded.push(name);
    }
  }
  expect(recorded).toEqual(Object.keys({ ...scenarios, ...caseScenarios, ...cleanUpScenarios }));
});
