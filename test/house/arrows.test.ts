import { beforeAll, describe, expect, test } from 'vitest';
import { lintOf } from './lint-of.ts';

const value = (from: string) => `import { a } from '${from}';\nexport const b = a;\n`;
const type = (from: string) => `import type { A } from '${from}';\nexport type B = A;\n`;

/** Every way in which code of another module is brought along. */
const waysOfImporting = {
  'a value': value,
  'a value with a type': (from: string) =>
    `import { a, type A } from '${from}';\nexport const b: A = a;\n`,
  'a namespace': (from: string) => `import * as a from '${from}';\nexport const b = a;\n`,
  'its side effects': (from: string) => `import '${from}';\n`,
  'a re-export': (from: string) => `export { a } from '${from}';\n`,
  'a re-export of all': (from: string) => `export * from '${from}';\n`,
  'a dynamic import': (from: string) => `export const b = import('${from}');\n`,
};

/** Arrows that must not be drawn, even by type unless it says so. */
const forbidden: [room: string, from: string, how?: 'by value only'][] = [
  ['domain', '../activities/a.ts'],
  ['domain', '../workspace/facts.ts'],
  ['domain', '../evidence/store.ts'],
  ['domain', 'node:crypto'],
  ['domain', 'vali-date'],
  ['domain', '@temporalio/workflow'],
  ['domain/clean-up', '../../evidence/digest.ts'],
  ['domain/clean-up', 'node:crypto'],
  ['workflows/clean-up', '../../evidence/digest.ts'],
  ['workflows/clean-up', '../../activities/index.ts', 'by value only'],
  ['workflows/clean-up', '@temporalio/client', 'by value only'],
  ['workflows/clean-up', '../case/case-run.ts', 'by value only'],
  ['workflows/case', '../desktop/deletion.ts', 'by value only'],
  ['workflows/run', '../case/case-run.ts', 'by value only'],
  ['workflows', '../activities/index.ts', 'by value only'],
  ['workflows', '../activities/deep/a.ts', 'by value only'],
  ['workflows', '../workspace/client.ts'],
  ['workflows', '../settings/settings.ts'],
  ['workflows', '../evidence/store.ts'],
  ['workflows', '../client.ts'],
  ['workflows', '../worker.ts'],
  ['workflows', '../simulator/main.ts'],
  ['workflows', 'node:fs', 'by value only'],
  ['workflows', 'fs', 'by value only'],
  ['workflows', 'ky', 'by value only'],
  ['workflows', '@temporalio/client', 'by value only'],
  ['activities', '../workflows/contract.ts'],
  ['activities', '../worker/run.ts'],
  ['activities/wave', '../../workflows/contract.ts'],
  ['activities/wave', '../../settings/load-settings.ts', 'by value only'],
  ['activities', '../worker.ts'],
  ['activities', '../cli/run.ts'],
  ['activities', '../simulator/main.ts'],
  ['activities', '../settings/load-settings.ts', 'by value only'],
  ['activities', '@temporalio/worker', 'by value only'],
  ['activities', '@temporalio/workflow', 'by value only'],
  ['evidence', '../workspace/client.ts'],
  ['evidence', '../activities/index.ts'],
  ['evidence', '../domain/order.ts', 'by value only'],
  ['workspace', '../domain/order.ts', 'by value only'],
  ['workspace', '../settings/settings.ts'],
  ['workspace', '../activities/index.ts'],
  ['workspace', '@temporalio/activity'],
  ['workspace/operations', '../../domain/order.ts', 'by value only'],
  ['workspace/operations', '../../activities/index.ts'],
  ['simulator', '../workspace/client.ts'],
  ['simulator', '../domain/order.ts'],
  ['simulator/routes', '../../workspace/operations/jobs.ts'],
  ['settings', '../evidence/store.ts'],
  ['settings', '../activities/index.ts'],
  ['settings', '@temporalio/client'],
  ['temporal', '../activities/index.ts'],
  ['temporal', '../workflows/run/steering.ts'],
  ['temporal', '../worker/run.ts'],
  ['workflows', '../temporal/kill-switch.ts'],
  ['workspace', '../temporal/kill-switch.ts'],
  ['settings', '../temporal/kill-switch.ts'],
  ['net', '../settings/settings.ts'],
  ['notifications', '../workflows/contract.ts'],
  ['notifications', '../temporal/kill-switch.ts'],
  ['notifications', '../domain/notice.ts', 'by value only'],
  ['process', '../webhook/app.ts'],
  ['process', '../worker/run.ts'],
  ['webhook', '../activities/index.ts'],
  ['webhook', '../cli/run.ts'],
  ['webhook', '../worker/run.ts'],
  ['webhook/scim', '../../activities/index.ts'],
  ['activities', '../webhook/app.ts'],
  ['worker', '../webhook/app.ts'],
  ['worker', '../cli/run.ts'],
  ['worker', '../simulator/simulate.ts'],
];

const allowed: [room: string, code: string][] = [
  ['domain', value('./policy.ts')],
  ['domain', value('valibot')],
  ['workflows', value('../domain/order.ts')],
  ['workflows', value('./run/steps.ts')],
  ['workflows/clean-up', value('../run/steps.ts')],
  ['workflows/clean-up', value('../queues.ts')],
  ['workflows/clean-up', value('../../domain/clean-up/policy.ts')],
  ['domain/clean-up', value('../words.ts')],
  ['workflows', value('@temporalio/workflow')],
  ['workflows', type('../activities/index.ts')],
  ['activities', value('../workspace/client.ts')],
  ['activities', value('../evidence/store.ts')],
  ['activities', value('../domain/guard.ts')],
  ['activities', type('../settings/settings.ts')],
  ['activities', value('@temporalio/client')],
  ['activities', value('../temporal/senders-in.ts')],
  ['temporal', value('../workflows/contract.ts')],
  ['temporal', type('../domain/kill-switch-state.ts')],
  ['evidence', type('../domain/order.ts')],
  ['workspace', type('../domain/desktop-facts.ts')],
  ['workspace', value('ky')],
  ['workspace/operations', value('../call.ts')],
  ['simulator/routes', value('../world.ts')],
  ['settings', value('../workspace/secret.ts')],
  ['worker', value('../activities/index.ts')],
  ['notifications', type('../domain/notice.ts')],
  ['webhook', value('../client.ts')],
  ['webhook/scim', value('../../workspace/client.ts')],
  ['cli', value('../worker/run.ts')],
];

let broken: Record<string, string[]>;
const files: Record<string, string> = {};
/** Puts a file into a room; the answer is whether the linter catches it. */
const put = (room: string, code: string) => {
  const path = `src/${room}/made-up-${Object.keys(files).length}.ts`;
  files[path] = code;
  return () => broken[path]?.includes('no-restricted-imports');
};
beforeAll(async () => {
  broken = await lintOf(files);
});

describe('no arrow goes', () => {
  for (const [room, from, how] of forbidden) {
    const ways = Object.entries(waysOfImporting).map(
      ([way, write]) => [way, put(room, write(from))] as const,
    );
    const isTypeCaught = put(room, type(from));
    test(`from ${room} to ${from}${how === undefined ? '' : `, ${how}`}`, () => {
      expect(ways.filter(([, isCaught]) => isCaught() !== true).map(([way]) => way)).toEqual([]);
      expect(isTypeCaught()).toBe(how === undefined);
    });
  }
});

describe('an arrow may go', () => {
  for (const [room, code] of allowed) {
    const isCaught = put(room, code);
    test(`from ${room}: ${code.split('\n')[0]}`, () => expect(isCaught()).toBe(false));
  }
});

test.for([
  ['src/workflows/contract.ts', value('./run/steps.ts')],
  ['src/workflows/contract.ts', value('../domain/order.ts')],
  ['src/workflows/contract.ts', value('valibot')],
  ['src/client.ts', value('./activities/index.ts')],
  ['src/client.ts', type('./activities/index.ts')],
  ['src/client.ts', value('./workflows/index.ts')],
  ['src/client.ts', value('./domain/order.ts')],
] as const)('what other teams import brings no code along: %s, %s', async ([path, code]) => {
  expect((await lintOf({ [path]: code }))[path]).toContain('no-restricted-imports');
});

test('a type that is imported like a value is refused: it would stay behind as an empty import', async () => {
  const path = 'src/workflows/made-up.ts';
  const code = `import { type A } from '../activities/index.ts';\nexport type B = A;\n`;
  expect((await lintOf({ [path]: code }))[path]).toContain('no-import-type-side-effects');
});

test('no two files import each other', async () => {
  const found = await lintOf({
    'src/domain/one.ts': value('./two.ts').replaceAll('b =', 'a2 ='),
    'src/domain/two.ts': `import { a2 } from './one.ts';\nexport const a = a2;\n`,
  });
  expect(Object.values(found).flat()).toContain('no-cycle');
});
