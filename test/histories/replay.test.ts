import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ReplayResult } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  offboardDesktopId,
  offboardDesktopPlanId,
  offboardUserId,
} from '../../src/workflows/contract.ts';
import { workflowCode } from '../support/workflow-code.ts';
import { caseScenarios, personIdIn, senderIn } from './case-scenarios.ts';
import { cleanUpIdIn, cleanUpScenarios } from './clean-up-scenarios.ts';
import { scenarios } from './scenarios.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const files = (await readdir(here)).filter((file) => file.endsWith('.json'));
const read = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(`${here}${file}`, 'utf8'));

/** Which scenario a history is of; `-before` was recorded before the code was last changed. */
const scenarioOf = (file: string) => file.replace(/(-before)?\.json$/, '');

const workflowIdIn = (file: string) => {
  const name = scenarioOf(file);
  if (name in caseScenarios) return offboardUserId(senderIn(name), personIdIn(name));
  if (name in cleanUpScenarios) return cleanUpIdIn(name);
  return name === 'dry-run' ? offboardDesktopPlanId(name) : offboardDesktopId(name);
};

/** The run that a history is of, as its first event has it. */
const runIdIn = (history: unknown): string =>
  /"originalExecutionRunId":"([^"]+)"/.exec(JSON.stringify(history))?.[1] ?? '';

test('there is a history of every scenario', () => {
  expect(new Set(files.map(scenarioOf))).toEqual(
    new Set(Object.keys({ ...scenarios, ...caseScenarios, ...cleanUpScenarios })),
  );
});

describe('the workflow replays what older versions of it did', () => {
  /** What became of each, by the run it is of. One worker does all: to make one costs most of a replay. */
  const replays = new Map<string, ReplayResult>();

  beforeAll(async () => {
    const histories = await Promise.all(
      files.map(async (file) => ({ workflowId: workflowIdIn(file), history: await read(file) })),
    );
    for await (const replay of Worker.runReplayHistories(workflowCode, histories)) {
      replays.set(replay.runId, replay);
    }
  });

  test.for(files)('%s', async (file) => {
    const runId = runIdIn(await read(file));
    expect(replays.get(runId)).toEqual({ workflowId: workflowIdIn(file), runId });
  });
});

test('a case goes on if the run of a desktop ends in the moment in which it is told to begin', async () => {
  const history = await read('case-full.json');
  const late = JSON.stringify(history).replaceAll(
    /"EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED"(.*?)"externalWorkflowExecutionSignaledEventAttributes":\{/g,
    '"EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED"$1"signalExternalWorkflowExecutionFailedEventAttributes":{"cause":"SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND",',
  );
  expect(late).toContain('EXECUTION_NOT_FOUND');
  await Worker.runReplayHistory(workflowCode, JSON.parse(late), workflowIdIn('case-full.json'));
});

test('a history that the workflow does not fit is refused', async () => {
  const history = await read('plain.json');
  const other = JSON.stringify(history).replaceAll('cancelRemoteAssistance', 'showJob');
  await expect(
    Worker.runReplayHistory(workflowCode, JSON.parse(other), workflowIdIn('plain.json')),
  ).rejects.toBeInstanceOf(DeterminismViolationError);
});
