import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Listening } from './simulator.ts';

/** The pace of the demo. The error table is patient by default: a cloud takes minutes. */
const pace = {
  policy: { inUse: { response: 'log-off', deadline: '5 minutes' } },
  timing: {
    jobPoll: '1 s',
    confirmPoll: '1 s',
    waitPoll: '1 s',
    deleteVisibleAfter: '6 s',
  },
  // The simulator has none.
  limits: { readsPerMinute: 1_000_000, writesPerMinute: 1_000_000 },
  leavers: { approvals: 2, grace: '12 s', notice: '0 s' },
  webhook: { listen: '127.0.0.1:0' },
  errorCodes: [
    { code: 'WKS.00010032', delay: '2 s', cap: '2 s' },
    { code: 'APIGW.0308', delay: '3 s', cap: '3 s' },
    { code: 'APIGW.0307', delay: '1 s', cap: '1 s' },
  ],
};

/** Where the worker keeps its evidence. */
export const evidenceIn = (directory: string): string => join(directory, 'evidence');

/** Writes the settings of a worker on a simulator; resolves to the file's path. */
export const writeSettings = async (
  directory: string,
  { listening, projectId, iamUser }: Listening,
  { taskQueue, ...changes }: { taskQueue: string } & Record<string, unknown>,
): Promise<string> => {
  const { name: userName, domain: domainName, password } = iamUser;
  const settings = {
    projects: [
      {
        projectId,
        workspaceEndpoint: listening,
        iamEndpoint: listening,
        credentials: { userName, domainName, password },
      },
    ],
    worker: { taskQueue, shutdownGrace: '3 s', logLevel: 'info' },
    evidence: { directory: evidenceIn(directory) },
    ...pace,
    ...changes,
  };
  const file = join(directory, 'offboarding.yaml');
  await writeFile(file, stringify(settings));
  return file;
};
