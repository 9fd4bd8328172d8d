import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readyNamespace } from '../../src/cli/temporal/namespace.ts';
import { provideTemporal } from '../../src/cli/temporal/provide.ts';
import { workflowBundle } from './workflow-bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the one Temporal server of this test run, with our search attributes. */
    temporalAddress: string;
    /** Our workflows, bundled once for all workers of this test run: a file. */
    workflowBundle: string;
    /** Where processes of ours keep what Node made of their sources. */
    compileCache: string;
  }
}

/**
 * One Temporal server and one bundle of workflows for a test run. Tests share the server: give every
 * test its own workflow ids.
 */
export default async function setUp({ provide }: TestProject) {
  const server = await provideTemporal({
    env: process.env,
    ui: false,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  await readyNamespace(server.address);
  provide('temporalAddress', server.address);

  const directory = await mkdtemp(join(tmpdir(), 'test-run-'));
  const bundle = join(directory, 'workflow-bundle.js');
  const { code } = await workflowBundle();
  await writeFile(bundle, code);
  provide('workflowBundle', bundle);
  provide('compileCache', join(directory, 'compiled'));
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
