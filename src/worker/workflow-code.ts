import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

const isBuilt = import.meta.url.endsWith('.js');
const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** Turns payloads into values, in workflows and activities alike. */
export const dataConverter = {
  payloadConverterPath: path(`workflows/payload-converter.${isBuilt ? 'js' : 'ts'}`),
};

const workflowModules = [path('workflows/interceptors.ts')];

/** What the bundler needs, in a checkout. */
export const workflowSources = {
  workflowsPath: path('workflows/index.ts'),
  workflowInterceptorModules: workflowModules,
  ...dataConverter,
};

/** Where a worker has its workflows from. */
export type WorkflowCode = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>;

/**
 * The workflows of a worker: the bundle that the build made where we run from `dist`, the sources
 * where we run from a checkout.
 */
export function workflowCode(): WorkflowCode {
  if (!isBuilt) {
    return { workflowsPath: workflowSources.workflowsPath, interceptors: { workflowModules } };
  }
  const codePath = path('workflow-bundle.js');
  if (!existsSync(codePath)) {
    throw new Error(`The workflow bundle ${codePath} is missing; build the package again.`);
  }
  return { workflowBundle: { codePath } };
}
