import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type {
  CleanUpPolicyInput,
  CleanUpResult,
  OffboardDesktopResult,
} from '../../src/workflows/contract.ts';
import { offboardDesktopId } from '../../src/workflows/contract.ts';
import { desktop, ownerOf } from '../support/estate.ts';
import type { House } from '../support/house.ts';
import { startHouse, untilBlocked } from '../support/house.ts';
import { until } from '../support/until.ts';
import { examples, writeProject } from './consumer.ts';
import type { Installed } from './install.ts';
import { install, manifest, typeCheck } from './install.ts';
import { start } from './packed-process.ts';

const execute = promisify(execFile);
let installed: Installed;

beforeAll(async () => {
  installed = await install();
});
afterAll(() => installed?.remove());

const logger = new DefaultLogger('ERROR');

describe('the tarball', () => {
  test('holds what runs and what the reader needs, and neither sources nor tests', () => {
    const others = installed.files
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('dist/') && !path.startsWith('examples/policies/'));
    const allowed = ['package.json', 'LICENSE', 'README.md', ...manifest.files];
    expect(others.filter((path) => !allowed.includes(path))).toEqual([]);
    const sources = installed.files.filter(({ path }) => /(?<!\.d)\.ts$/.test(path));
    expect(sources).toEqual([]);
  });

  test('holds every file that package.json points at', () => {
    const targets = [
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap((door) =>
        typeof door === 'string' ? [door] : [door.types, door.default],
      ),
    ].map((path) => path.replace(/^\.\//, ''));
    const paths = installed.files.map(({ path }) => path);
    expect(targets.filter((path) => !paths.includes(path))).toEqual([]);
    expect(paths).toContain('dist/workflow-bundle.js');
  });

  test('does not tell where it was built', async () => {
    const bundle = await readFile(join(installed.location, 'dist/workflow-bundle.js'), 'utf8');
    const map = Buffer.from(bundle.slice(bundle.lastIndexOf(';base64,') + 8), 'base64').toString();
    expect(map).toContain('src/workflows/offboard-desktop.ts');
    expect(bundle).not.toContain(process.cwd());
    expect(map).not.toContain(process.cwd());
  });
});

describe('the command', () => {
  test('may be executed', () => {
    const modes = installed.files
      .filter(({ path }) => path === 'dist/cli.js')
      .map(({ mode }) => mode);
    expect(modes).toEqual([0o755]);
  });

  test('answers --version and --help', async () => {
    const command = join(installed.location, 'dist/cli.js');
    const version = await execute(command, ['--version']);
    expect(version.stdout).toBe(`${manifest.version}\n`);
    const help = await execute(command, ['--help']);
    expect(help.stdout).toMatch(/^Usage: offboard/);
  });

  test('simulates a cloud', async () => {
    const simulator = start(join(installed.location, 'dist/cli.js'), ['simulate', '--json']);
    const { listening } = await simulator.line('listening');
    expect((await fetch(`${listening}/_sim/state`)).status).toBe(200);
    await simulator.stop();
  });
});

test('every door opens, and the contract holds names and functions alone', async () => {
  const doors = Object.keys(manifest.exports)
    .filter((door) => door !== './package.json')
    .map((door) => door.replace('.', 'workspace-offboarding'));
  const script = `
    const open = async (door) => [door, Object.keys(await import(door)).sort()];
    console.log(JSON.stringify(Object.fromEntries(await Promise.all(${JSON.stringify(doors)}.map(open)))));`;
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', script], {
    cwd: installed.project,
  });
  const contract = [
    'cleanUpId',
    'leaverSignal',
    'offboardDesktopId',
    'offboardDesktopPlanId',
    'offboardUserId',
    'operatorVerbs',
    'searchAttributes',
    'statusQuery',
    'taskQueues',
    'workflowTypes',
  ];
  expect(JSON.parse(stdout)).toEqual({
    'workspace-offboarding': ['createOffboardingClient', ...contract].toSorted(),
    'workspace-offboarding/workflows': contract,
    'workspace-offboarding/workflows/run': ['cleanUpDesktops', 'offboardDesktop', 'offboardUser'],
    'workspace-offboarding/activities': ['createReadActivities', 'createWriteActivities'],
  });
});

describe('workflows of another team, as our pages write them', () => {
  let bundle: string;

  beforeAll(async () => {
    await writeProject(installed.project);
    const workflowsPath = join(installed.project, 'workflows.ts');
    ({ code: bundle } = await bundleWorkflowCode({ workflowsPath, logger }));
  });

  test('compile against the contract', async () => {
    expect(Object.keys(examples)).toEqual(
      expect.arrayContaining(['end-loan.ts', 'close-course.ts', 'client.ts', 'readme-0.ts']),
    );
    expect(await typeCheck(installed.project)).toBe('');
  });

  test('do not compile with a wrong field, or with a result that is taken for another', async () => {
    const wrong = join(installed.project, 'wrong');
    const { 'end-loan.ts': endLoan = '', 'close-course.ts': closeCourse = '' } = examples;
    await writeProject(wrong, {
      'end-loan.ts': endLoan.replace('expectedOwner:', 'owner:').replace('frozen:', 'frosty:'),
      'close-course.ts': closeCourse
        .replace('select: { tags', 'select: { tag')
        .replace('child.result()', 'child.result().then(({ summary }) => summary)'),
    });
    const faults = (await typeCheck(wrong)).split('\n').filter((line) => line.includes('error TS'));
    expect(faults).toEqual([
      expect.stringMatching(/^\S*close-course\.ts.* 'tag' does not exist/),
      expect.stringMatching(/^\S*close-course\.ts.* 'string \| CleanUpResult' is not assignable/),
      expect.stringMatching(/^\S*end-loan\.ts.* 'owner' does not exist/),
      expect.stringMatching(/^\S*end-loan\.ts.* 'frosty' does not exist/),
    ]);
  });

  test('take the contract alone into their bundle, and none of our libraries', () => {
    const modules = modulesOf(bundle);
    expect(modules.filter((name) => name.includes('workspace-offboarding'))).toEqual([
      expect.stringMatching(/dist\/workflows\/contract\.js$/),
    ]);
    const packages = new Set(modules.flatMap((name) => packageName.exec(name)?.[1] ?? []));
    expect([...packages].toSorted()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'nexus-rpc',
      'workspace-offboarding',
    ]);
  });

  describe('with the worker of the package, which bundles nothing', () => {
    let house: House;
    let ours: ReturnType<typeof start>;
    let stopTheirs: () => Promise<void>;

    beforeAll(async () => {
      const lent = { tags: [{ key: 'loan', value: '' }] };
      const inCourse = { tags: [{ key: 'course', value: 'c-7' }] };
      house = await startHouse({
        workers: false,
        settings: { cleanUp: { maxShare: '100%', dailyShare: '100%' } },
        estate: {
          desktops: [
            desktop('over'),
            desktop('unused', { ...lent, sim: { lastLogin: '30d' } }),
            desktop('used', { ...lent, sim: { lastLogin: '1h' } }),
            desktop('frozen', { is_freeze: true }),
            desktop('by-client'),
            desktop('seat-1', inCourse),
            desktop('seat-2', { ...inCourse, sim: { collaboration: true } }),
            desktop('seat-kept', { tags: [...inCourse.tags, { key: 'keep', value: 'yes' }] }),
          ],
        },
      });
      const dist = join(installed.location, 'dist');
      // A worker that wanted to bundle would miss them.
      await rm(join(dist, 'workflows/offboard-desktop.js'));
      await rm(join(dist, 'workflows/index.js'));
      // The namespace is the house's own, so the queue can be that of the contract.
      const { OFFBOARDING_TASK_QUEUE: _, ...env } = house.env;
      ours = start(join(dist, 'worker.js'), [], env);
      stopTheirs = await startTheirs(house, bundle);
    });

    afterAll(async () => {
      await stopTheirs?.();
      const code = await ours?.stop();
      await house?.stop();
      expect(code).toBe(0);
    });

    /** Starts one of their workflows. */
    const begin = <T>(workflow: string, input: unknown, workflowId = workflow) =>
      // What comes back is checked by what is expected of it.
      house.client.workflow.start(workflow, {
        taskQueue: 'theirs',
        workflowId,
        workflowExecutionTimeout: '50 seconds',
        args: [input],
      }) as Promise<WorkflowHandle<() => Promise<T>>>;

    const loanOf = (desktopId: string) => ({
      desktopId,
      userId: ownerOf(desktopId),
      endedAt: new Date(Date.now() - 2 * 24 * 3_600_000).toISOString(),
    });

    const deletesOf = async (desktopId: string) =>
      (await house.simulator.audit()).desktops[desktopId]?.deletes_accepted ?? 0;

    test.concurrent('a parent has a desktop deleted, and is told what became of it', async () => {
      const parent = await begin<OffboardDesktopResult>('endLoan', loanOf('over'));
      const end = { desktopId: 'over', outcome: 'deleted', user: { outcome: 'kept' } };
      expect(await parent.result()).toMatchObject(end);
      expect(await deletesOf('over')).toBe(1);
    });

    test.concurrent(
      'an order on conditions deletes what meets them, and keeps the rest',
      async () => {
        const [unused, used] = await Promise.all(
          ['unused', 'used'].map((name) =>
            begin<OffboardDesktopResult>('endLoanIfUnused', loanOf(name), name),
          ),
        );
        expect(await unused?.result()).toMatchObject({ outcome: 'deleted' });
        expect(await used?.result()).toMatchObject({ outcome: 'kept' });
        expect(await Promise.all(['unused', 'used'].map(deletesOf))).toEqual([1, 0]);
      },
    );

    test.concurrent(
      'a parent hears that another run has the desktop; its cancellation reaches its own',
      async () => {
        const first = await begin('endLoan', loanOf('frozen'), 'first');
        const run = house.client.workflow.getHandle(offboardDesktopId('frozen'));
        await until('the run has begun', () => run.describe().catch(() => undefined));
        await untilBlocked(run);
        const second = await begin<string>('endLoan', loanOf('frozen'), 'second');
        expect(await second.result()).toBe('another run has it');
        await first.cancel();
        for (const handle of [first, run]) {
          const error = await handle.result().catch((failure: unknown) => failure);
          expect(error).toBeInstanceOf(WorkflowFailedError);
          expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
        }
        expect(await deletesOf('frozen')).toBe(0);
      },
    );

    test.concurrent('a parent has a course cleaned up, and gets the counts', async () => {
      const parent = await begin<CleanUpResult>('closeCourse', 'c-7');
      expect(await parent.result()).toMatchObject({
        outcome: 'done',
        counts: { selected: 2, excluded: 1, deleted: 2, kept: 0, blocked: 0 },
        evidence: { document: expect.any(String) },
      });
      expect(await Promise.all(['seat-1', 'seat-2', 'seat-kept'].map(deletesOf))).toEqual([
        1, 1, 0,
      ]);
    });

    test.concurrent('a client starts both, and waits for their ends', async () => {
      const { retire, cleanUp } = await theirClient(installed.project);
      const retired = retire(house.client, 'by-client', ownerOf('by-client'));
      const nothing = cleanUp(house.client, { name: 'none', select: { tags: { course: 'c-0' } } });
      expect(await retired).toMatch(/^deleted: /);
      expect(await nothing).toMatchObject({ outcome: 'planned', counts: { selected: 0 } });
    });
  });
});

const packageName = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The files that a bundle was made of, by its source map. */
const modulesOf = (code: string): string[] => {
  const map = Buffer.from(code.slice(code.lastIndexOf(';base64,') + 8), 'base64').toString();
  // The shape of every source map.
  return (JSON.parse(map) as { sources: string[] }).sources;
};

interface TheirClient {
  retire(client: Client, desktopId: string, userId: string): Promise<string>;
  cleanUp(client: Client, policy: CleanUpPolicyInput): Promise<CleanUpResult>;
}

const theirClient = (project: string) =>
  // The compiler has seen the file above.
  import(/* @vite-ignore */ join(project, 'client.ts')) as Promise<TheirClient>;

/** A worker of the other team, in this process; gives what stops it. */
async function startTheirs({ client }: House, code: string): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const { namespace } = client.options;
  const workflowBundle = { code };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: 'theirs',
    workflowBundle,
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
