import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { expect, inject, test } from 'vitest';
import { searchAttributes } from '../../src/workflows/contract.ts';
import { until } from '../support/until.ts';
import { offboard } from './offboard.ts';

test('setup registers what is missing in a namespace, and nothing the second time', async () => {
  const namespace = `setup-${randomUUID()}`;
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // A new namespace reaches all parts of a server by and by.
  await until('the namespace is known', () =>
    connection.operatorService.listSearchAttributes({ namespace }).catch(() => undefined),
  );
  await connection.close();

  const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: namespace };
  const early = await offboard(['status'], env);
  expect(early).toMatchObject({ code: 2, stdout: '' });
  expect(early.stderr).toMatch(
    /^error: Temporal refused: [^\d].*\. Register .* `offboard setup`\.\n$/,
  );
  const first = await offboard(['setup', '--json'], env);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const names = Object.keys(searchAttributes);
  expect(JSON.parse(first.stdout)).toMatchObject({ namespace, registered: names });
  const second = await offboard(['setup'], env);
  expect(second.stdout).toBe(
    `Nothing to do: namespace ${namespace} has all search attributes of our runs.\n`,
  );
});

test('setup without a Temporal says so, and not what is behind it', async () => {
  const { code, stderr } = await offboard(['setup'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(code).toBe(1);
  expect(stderr).toBe(
    'error: Temporal at 127.0.0.1:1 does not answer. Start it, or set TEMPORAL_ADDRESS to where it is.\n',
  );
});

test('setup that is not allowed says who can do it, and what', async () => {
  const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: 'nowhere' };
  const { code, stdout, stderr } = await offboard(['setup'], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('Namespace nowhere is not found');
  expect(stderr).toContain('Let an administrator register OffboardingState (KEYWORD)');
});
