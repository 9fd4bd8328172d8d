import { fileURLToPath } from 'node:url';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { workflowSources } from '../../src/worker/workflow-code.ts';
import type { Mutant } from './mutants.ts';
import { mutants } from './mutants.ts';

const loader = fileURLToPath(new URL('./mutant-loader.ts', import.meta.url));

/** Our workflows, bundled, perhaps with a safeguard taken out. */
export const workflowBundle = (mutant?: Mutant): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    ...workflowSources,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => {
      if (mutant === undefined) return config;
      const { file } = mutants[mutant];
      const rule = {
        enforce: 'pre' as const,
        test: (path: string) => path.endsWith(file),
        use: { loader, options: { mutant } },
      };
      return {
        ...config,
        module: { ...config.module, rules: [...(config.module?.rules ?? []), rule] },
      };
    },
  });
