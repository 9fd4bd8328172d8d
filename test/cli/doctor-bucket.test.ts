import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { s3Server } from '../evidence/s3-server.ts';
import { offboard } from './offboard.ts';

const server = s3Server();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(directory, { recursive: true }));

test.for([
  ['fine', 'ok', 's3://fine/house/'],
  ['forgetful', 'fail', 'lets it be written over'],
] as const)(
  'the doctor says of a bucket that is %s whether it can hold evidence',
  async ([name, status, said], { skip }) => {
    const s3 = server() ?? skip();
    const { credentials, prefix, ...bucket } = await s3.bucket(name);
    const settings = {
      ...bucket,
      prefix: prefix.slice(0, -1),
      accessKey: credentials?.accessKey,
      secretKeyEnv: 'SECRET',
    };
    const file = join(directory, `${name}.yaml`);
    await writeFile(file, stringify({ evidence: { s3: settings } }));
    const { stdout } = await offboard(['doctor', '--json'], {
      OFFBOARDING_CONFIG: file,
      SECRET: credentials?.secretKey.reveal(),
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      WORKSPACE_ENDPOINT: 'http://127.0.0.1:1',
      IAM_ENDPOINT: 'http://127.0.0.1:1',
      HUAWEICLOUD_SDK_PROJECT_ID: 'p',
      HUAWEICLOUD_SDK_AK: 'ak',
      HUAWEICLOUD_SDK_SK: 'sk',
    });
    const { checks } = JSON.parse(stdout) as { checks: { name: string }[] };
    expect(checks.find((check) => check.name === 'evidence')).toMatchObject({
      status,
      message: expect.stringContaining(said),
    });
  },
);
