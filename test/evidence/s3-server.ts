/** A real S3-compatible server in a process of its own, without any account: moto, from PyPI. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll } from 'vitest';
import type { Bucket } from '../../src/evidence/bucket.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const cache = here('../../node_modules/.cache/');
const installed = `${cache}moto-5.2.5`;

/** Installs the server once per checkout, in the versions that were tried. */
async function install(): Promise<void> {
  if (existsSync(installed)) return;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(`${cache}pip-`);
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
    const wanted = ['--no-deps', '-r', here('s3-server-requirements.txt'), '--target', folder];
    await promisify(execFile)('python3', ['-m', 'pip', 'install', ...quiet, ...wanted]);
    await rename(folder, installed);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    // Another test may have been faster.
    if (!existsSync(installed)) throw error;
  }
}

export interface S3Server {
  /** Makes a bucket and says how to reach it. */
  bucket(name: string, options?: { lock?: boolean }): Promise<Bucket>;
  stop(): void;
}

async function start(): Promise<S3Server> {
  await install();
  const env = { ...process.env, PYTHONPATH: installed };
  const child = spawn('python3', [here('s3_server.py')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = (await lines.next()) as { value: string };
  const credentials = { accessKey: 'key', secretKey: { reveal: () => 'secret' } };
  const connection = {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
  };
  const admin = new S3Client({
    ...connection,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  return {
    bucket: async (name, { lock = false } = {}) => {
      await admin.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: lock }));
      return { ...connection, bucket: name, prefix: 'house/', credentials };
    },
    stop: () => {
      child.stdin.end();
      admin.destroy();
    },
  };
}

/**
 * The server for the tests of a file; undefined where python3 and pip cannot install it, which only a
 * build machine must not bear with.
 */
export function s3Server(): () => S3Server | undefined {
  let server: S3Server | undefined;
  beforeAll(async () => {
    try {
      server = await start();
    } catch (error) {
      if (process.env['CI'] !== undefined) throw error;
      console.warn(`SKIPPED: no S3-compatible server can be installed here: ${String(error)}`);
    }
    return () => server?.stop();
  }, 120_000);
  return () => server;
}
