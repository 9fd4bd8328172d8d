import { DefaultLogger, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';
import { dataConverter } from '../../src/worker/workflow-code.ts';

// The SDK takes one runtime per process, before the first worker; test files share their processes.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** What workers in this process run, and replays run again: the one bundle of this test run. */
export const workflowCode = {
  workflowBundle: { codePath: inject('workflowBundle') },
  dataConverter,
};
