import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  bundleWorkflowCode,
} from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { desktop, ownerOf } from '../support/estate.ts';
import { retire, writeProject } from './consumer.ts';
import type { Installed } from './install.ts';
import { install, manifest, typeCheck } from './install.ts';

const execute = promisify(execFile);
let installed: Installed;

beforeAll(async () => {
  installed = await install();
});
afterAll(() => installed?.remove());

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

describe('the tarball', () => {
  test('holds what runs and what the reader needs, and neither sources nor tests', () => {
    const others = installed.files
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('dist/'));
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
    'workspace-offboarding': ['createOffboardingClient', ...contract],
    'workspace-offboarding/workflows': contract,
    'workspace-offboarding/workflows/run': ['offboardDesktop', 'offboardUser'],
    'workspace-offboarding/activities': ['createReadActivities', 'createWriteActivities'],
  });
});

describe('a workflow of another team', () => {
  test('compiles against the contract', async () => {
    await writeProject(installed.project, { 'retire.ts': retire() });
    expect(await typeCheck(installed.project)).toBe('');
  });

  test('does not compile with a wrong field', async () => {
    await writeProject(installed.project, { 'retire.ts': retire('owner') });
    expect(await typeCheck(installed.project)).toMatch(
      /retire\.ts\(7,\d+\): error TS2769[^]*expectedOwner: string \| null/,
    );
  });

  test('takes the contract alone into its bundle, and none of our libraries', async () => {
    const { code } = await bundle();
    const modules = modulesOf(code);
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

  test('has a desktop deleted by the worker of the package, which bundles nothing', async () => {
    const dist = join(installed.location, 'dist');
    // A worker that wanted to bundle would miss them.
    await rm(join(dist, 'workflows/offboard-desktop.js'));
    await rm(join(dist, 'workflows/index.js'));
    const estate = join(installed.project, 'estate.json');
    await writeProject(installed.project, {
      'estate.json': JSON.stringify({ desktops: [desktop('leaver', { sim: { deletingMs: 0 } })] }),
    });
    const simulator = start(join(dist, 'cli.js'), ['simulate', '--json', '--estate', estate]);
    const { listening, projectId, accessKey, secretKey } = await simulator.line('listening');
    const taskQueue = `package-${randomUUID()}`;
    const worker = start(join(dist, 'worker.js'), [], {
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      OFFBOARDING_TASK_QUEUE: taskQueue,
      OFFBOARDING_EVIDENCE_DIR: join(installed.project, 'evidence'),
      WORKSPACE_ENDPOINT: listening,
      IAM_ENDPOINT: listening,
      HUAWEICLOUD_SDK_PROJECT_ID: projectId,
      HUAWEICLOUD_SDK_AK: accessKey,
      HUAWEICLOUD_SDK_SK: secretKey,
    });
    try {
      const outcome = await runRetire([`leaver`, ownerOf('leaver'), taskQueue]);
      expect(outcome).toBe('deleted');
      expect(await worker.stop()).toBe(0);
    } finally {
      await worker.stop();
      await simulator.stop();
    }
  });
});

const packageName = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The files that a bundle was made of, by its source map. */
const modulesOf = (code: string): string[] => {
  const map = Buffer.from(code.slice(code.lastIndexOf(';base64,') + 8), 'base64').toString();
  // The shape of every source map.
  return (JSON.parse(map) as { sources: string[] }).sources;
};

const bundle = async () => {
  await writeProject(installed.project, { 'retire.ts': retire() });
  return bundleWorkflowCode({
    workflowsPath: join(installed.project, 'retire.ts'),
    logger,
  });
};

/** Runs the other team's workflow on a worker of its own. */
async function runRetire(args: [string, string, string]): Promise<unknown> {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  try {
    const taskQueue = `others-${randomUUID()}`;
    const worker = await Worker.create({ connection, taskQueue, workflowBundle: await bundle() });
    const { workflow } = new Client({ connection });
    return await worker.runUntil(
      workflow.execute('retire', {
        taskQueue,
        workflowId: `retire-${randomUUID()}`,
        workflowExecutionTimeout: '50 seconds',
        args,
      }),
    );
  } finally {
    await connection.close();
  }
}

/** A process of the installed package, and the JSON that it prints. */
function start(file: string, args: string[], env: Record<string, string | undefined> = {}) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code);
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    line: async (key: string) => {
      for await (const text of createInterface({ input: child.stdout })) {
        const line = JSON.parse(text) as Record<string, string>;
        if (key in line) return line;
      }
      throw new Error(`${file} ended without saying ${key}`);
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
