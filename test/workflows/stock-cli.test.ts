/** What an operator does with nothing but Temporal's own command line, and no code of ours. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findTemporal } from '../../src/cli/temporal/find.ts';
import { desktop, orderFor } from '../support/estate.ts';
import { eventCount, failedTasks } from '../support/history.ts';
import type { House } from '../support/house.ts';
import { startHouse, status, untilBlocked } from '../support/house.ts';
import { until } from '../support/until.ts';

let house: House;
let cli: string;

beforeAll(async () => {
  cli = (await findTemporal(process.env, () => undefined)).path;
  house = await startHouse({
    estate: { desktops: ['steered', 'misused'].map((name) => desktop(name, { is_freeze: true })) },
  });
});
afterAll(() => house?.stop());

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** `temporal workflow …` in the house's namespace. */
const temporal = async (...args: string[]): Promise<Ended> => {
  const where = [
    '--address',
    inject('temporalAddress'),
    '--namespace',
    house.env['TEMPORAL_NAMESPACE'] ?? '',
  ];
  try {
    const ended = await promisify(execFile)(cli, ['workflow', ...args, ...where]);
    return { code: 0, ...ended };
  } catch (error) {
    // What execFile rejects with.
    return error as Ended;
  }
};

const signal = (workflowId: string, name: string, ...input: string[]) =>
  temporal('signal', '--workflow-id', workflowId, '--name', name, ...input);

const update = (workflowId: string, name: string, ...input: string[]) =>
  temporal('update', 'execute', '--workflow-id', workflowId, '--name', name, ...input);

test.concurrent('signals and updates drive a run through held and blocked to done', async () => {
  const handle = await house.order(orderFor('steered'));
  const id = handle.workflowId;
  await untilBlocked(handle);

  expect(await signal(id, 'hold', '--input', '{"reason":"a legal case"}')).toMatchObject({
    code: 0,
  });
  await until('it is found as held', async () => {
    const { stdout } = await temporal('list', '--query', "OffboardingState='held'", '-o', 'json');
    return stdout.includes(id);
  });
  const { stdout } = await temporal('metadata', '--workflow-id', id, '-o', 'json');
  expect(stdout).toContain('**held** since');

  await house.simulator.patch('steered', { is_freeze: false });
  const resolved = await update(id, 'resolve', '--input', '{"action":"retry","reason":"thawed"}');
  expect(resolved.stdout).toContain('Goes on with retry of showDesktopDetail once released.');
  const released = await update(id, 'release', '--input', '{"reason":"the case is over"}');
  expect(released.stdout).toContain('Released.');

  const { outcome, verbs } = await handle.result();
  expect(outcome).toBe('deleted');
  expect(verbs.map(({ verb, via }) => `${verb} by ${via}`)).toEqual([
    'hold by signal',
    'resolve by update',
    'release by update',
  ]);
  for (const { identity } of verbs) expect(identity).toMatch(/^temporal-cli:/);
});

/** What only this command line, or only a run that knows its state, can tell from a right input. */
const wrong: [what: string, name: string, ...input: string[]][] = [
  ['a payload of unknown encoding', 'hold', '--input', '{}', '--input-meta', 'encoding=foo/bar'],
  ['a prototype', 'hold', '--input', '{"__proto__":{"reason":"a"}}'],
  ['half a character', 'release', '--input', '{"reason":"\\ud83d"}'],
  ['a verb that makes no sense now', 'release', '--input', '{"reason":"a"}'],
  ['an unknown verb', 'destroy', '--input', '{"reason":"a"}'],
];

test.concurrent('wrong input is refused with a sentence, and harms nothing', async () => {
  const handle = await house.order(orderFor('misused'));
  const id = handle.workflowId;
  await untilBlocked(handle);
  const before = await eventCount(handle);

  for (const [what, name, ...input] of wrong) {
    const { code, stderr } = await update(id, name, ...input);
    expect(code, what).toBe(1);
    expect(stderr, what).toMatch(/type: Refused|No registered handler for update: destroy|decod/);
    expect(stderr.length, what).toBeLessThan(2_000);
  }
  expect(await eventCount(handle)).toBe(before);

  for (const [what, name, ...input] of wrong) {
    expect(await signal(id, name, ...input), what).toMatchObject({ code: 0 });
  }
  await until(
    'all are on record',
    async () => (await status(handle)).verbs.length === wrong.length,
  );
  const { state, verbs } = await status(handle);
  expect(state).toBe('blocked');
  expect(new Set(verbs.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
  expect(verbs.find(({ verb }) => verb === 'destroy')?.sentence).toBe(
    'no signal is called destroy',
  );
  expect(await failedTasks(handle)).toEqual([]);

  await update(id, 'rescind', '--input', '{"reason":"enough"}');
  expect(await handle.result()).toMatchObject({ outcome: 'rescinded' });
});
