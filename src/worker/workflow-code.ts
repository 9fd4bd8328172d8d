import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * The workflows of a worker: the bundle that the build made where we run from `dist`, the sources
 * where we run from a checkout.
 */
export function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const isBuilt = import.meta.url.endsWith('.js');
  if (!isBuilt) {
    return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
  }
  const codePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (!existsSync(codePath)) {
    throw new Error(`The workflow bundle ${codePath} is missing; build the package again.`);
  }
  return { workflowBundle: { codePath } };
}
