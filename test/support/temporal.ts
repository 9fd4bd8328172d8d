import type { TestProject } from 'vitest/node';
import { readyNamespace } from '../../src/cli/temporal/namespace.ts';
import { provideTemporal } from '../../src/cli/temporal/provide.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the one Temporal server of this test run, with our search attributes. */
    temporalAddress: string;
  }
}

/** One Temporal server for a test run. Tests share it: give every test its own workflow ids. */
export default async function setUp({ provide }: TestProject) {
  const server = await provideTemporal({
    env: process.env,
    ui: false,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  await readyNamespace(server.address);
  provide('temporalAddress', server.address);
  return server.stop;
}
