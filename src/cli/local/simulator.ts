import { startChild } from './child.ts';
import type { Child } from './child.ts';

/** A simulated Workspace API in a process of its own. */
export interface LocalSimulator extends Child {
  url: string;
  /** The environment that points our processes at it. */
  connection: Record<string, string>;
}

/** Starts the simulator on a free port. `args` are those of `offboard simulate`, without `--port`. */
export const startSimulator = async (args: readonly string[] = []): Promise<LocalSimulator> => {
  const { child, ready } = await startChild(
    'simulator/main',
    { args: ['--port', '0', ...args], env: process.env },
    // The one line that the simulator prints, in its own words.
    (line) =>
      JSON.parse(line) as Record<'listening' | 'projectId' | 'accessKey' | 'secretKey', string>,
  );
  const connection = {
    WORKSPACE_ENDPOINT: ready.listening,
    IAM_ENDPOINT: ready.listening,
    HUAWEICLOUD_SDK_PROJECT_ID: ready.projectId,
    HUAWEICLOUD_SDK_AK: ready.accessKey,
    HUAWEICLOUD_SDK_SK: ready.secretKey,
  };
  return { ...child, url: ready.listening, connection };
};
