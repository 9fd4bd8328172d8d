import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/workspace/operation.ts';
import { isWrite, operationKinds } from '../../src/workspace/operation.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string) => readFile(join(root, path), 'utf8');

async function sources(folder: string): Promise<string> {
  const names = await readdir(join(root, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts') && !name.startsWith('demo/'));
  return (await Promise.all(files.map((name) => text(join(folder, name))))).join('\n');
}

/** The operations that activities and commands call; the demo calls the simulator only. */
async function operationsCalled(): Promise<string[]> {
  const definitions = await sources('src/workspace/operations');
  const callers = (await sources('src/activities')) + (await sources('src/cli'));
  return definitions
    .split('export const ')
    .flatMap((definition) => {
      const [name = ''] = /^\w+/.exec(definition) ?? [];
      const [, operation] = /operation: '(\w+)'/.exec(definition) ?? [];
      const isCalled = new RegExp(`\\.${name}\\(`).test(callers);
      return operation !== undefined && isCalled ? [operation] : [];
    })
    .toSorted();
}

interface Policy {
  Statement: { Effect: string; Action: string[] }[];
}

const policy = async (name: string) => {
  const { Statement } = JSON.parse(await text(`deploy/${name}`)) as Policy;
  return Statement.flatMap(({ Action }) => Action);
};
const ofWorkspace = (action: string) => action.startsWith('workspace:');

/** The table in the README: operation, action, access, source. */
const rows = (await text('deploy/README.md'))
  .split('\n')
  .filter((line) => /^\| [A-Z]/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, operation = '', action = '', access = '', source = '']) => ({
    operation,
    action,
    access,
    dependencies: source.match(/\b(vpc|eip|nat):\w+:\w+/g) ?? [],
  }));

describe('the permissions', () => {
  test('are explained for exactly the operations that are called', async () => {
    const called = await operationsCalled();
    expect(called.length).toBeGreaterThan(10);
    expect(rows.map(({ operation }) => operation)).toEqual(called);
    expect(called.filter((operation) => !(operation in operationKinds))).toEqual([]);
  });

  test('say which operations write', () => {
    for (const { operation, access } of rows) {
      expect([operation, access]).toEqual([
        operation,
        isWrite(operation as Operation) ? 'write' : 'read', // every row is one, by the test above
      ]);
    }
  });

  test.for([
    ['iam-policy.json', rows],
    ['iam-policy-read-only.json', rows.filter(({ access }) => access === 'read')],
  ] as const)('of %s are exactly those of the table', async ([name, expected]) => {
    const actions = await policy(name);
    expect(actions.filter(ofWorkspace)).toEqual(expected.map(({ action }) => action).toSorted());
    const dependencies = new Set(expected.flatMap((row) => row.dependencies));
    expect(actions.filter((action) => !ofWorkspace(action))).toEqual([...dependencies].toSorted());
  });

  test('have no wildcard, and deny nothing', async () => {
    for (const name of ['iam-policy.json', 'iam-policy-read-only.json']) {
      expect(await text(`deploy/${name}`)).not.toContain('*');
      const { Statement } = JSON.parse(await text(`deploy/${name}`)) as Policy;
      expect(new Set(Statement.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
    }
  });
});

describe('the image', async () => {
  const dockerfile = await text('deploy/Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  );

  test('copies only what is there and what its context lets through', async () => {
    const context = (await text('deploy/Dockerfile.dockerignore')).trim().split('\n');
    expect(context).toEqual(['*', ...copied.map((path) => `!${path}`)]);
    for (const path of copied) await stat(join(root, path));
  });

  test('is on glibc throughout', () => {
    const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)];
    const names = stages.map(([, , name]) => name);
    const bases = stages.flatMap(([, base]) => (names.includes(base) ? [] : [base]));
    expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']));
  });

  test.for([
    ['webhook', 'OFFBOARDING_WEBHOOK_LISTEN'],
    ['worker', 'OFFBOARDING_HTTP'],
  ] as const)('runs the built %s, not as root, and asks it how it is', ([name, address]) => {
    const [, stage = ''] = dockerfile.split(` AS ${name}\n`);
    const [own = ''] = stage.split('\nFROM ');
    expect(own).toContain(`\nCMD ["node", "dist/${name}.js"]\n`);
    expect(own).toMatch(/^USER node$/m);
    const [, port] = new RegExp(`${address}=0\\.0\\.0\\.0:(\\d+)`).exec(own) ?? [];
    expect(own).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
    expect(own).toMatch(new RegExp(`^HEALTHCHECK .*${address}.*/healthz`, 'm'));
  });

  test('is the worker unless another stage is named', () => {
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
    expect(stages.at(-1)).toBe('worker');
  });
});
