import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferInput } from 'valibot';
import type { Audit } from '../../simulator/audit.ts';
import type { Credentials } from '../../simulator/credentials.ts';
import type { desktopPatchSchema, estateSchema } from '../../simulator/estate-schema.ts';
import type { faultSchema } from '../../simulator/faults.ts';
import type { RequestRecord } from '../../simulator/requests.ts';
import { startChild } from '../local/child.ts';
import type { Child } from '../local/child.ts';

export type GivenEstate = InferInput<typeof estateSchema>;
export type GivenFault = InferInput<typeof faultSchema>;
export type DesktopChange = InferInput<typeof desktopPatchSchema>;

/** What the simulator prints when it listens. */
export interface Listening extends Pick<
  Credentials,
  'projectId' | 'accessKey' | 'secretKey' | 'iamUser'
> {
  listening: string;
}

/** A simulated Workspace API in a process of its own, and the strings behind its scenes. */
export interface SimulatorProcess extends Listening, Child {
  /** Every call it received, oldest first. */
  requests(): Promise<RequestRecord[]>;
  audit(): Promise<ReturnType<Audit['report']>>;
  /** Makes the next calls of an operation go wrong. */
  fault(fault: GivenFault): Promise<void>;
  change(desktopId: string, facts: DesktopChange): Promise<void>;
  expireTokens(): Promise<void>;
}

/** Starts a simulator with this estate on a free port. @throws Error if it ends at once */
export const startSimulator = async (
  estate: GivenEstate,
  directory: string,
): Promise<SimulatorProcess> => {
  const file = join(directory, 'estate.json');
  await writeFile(file, JSON.stringify(estate));
  const { child, ready } = await startChild(
    'simulator/main',
    { args: ['--port', '0', '--estate', file], env: process.env },
    // Our own simulator's first line.
    (line) => JSON.parse(line) as Listening,
  );
  return { ...child, ...ready, ...strings(ready.listening) };
};

const strings = (url: string) => {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The simulator refused ${method} ${path} (${response.status}): ${text}`);
    }
    // Our own simulator's control surface.
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    requests: async () => (await call<{ requests: RequestRecord[] }>('GET', 'requests')).requests,
    audit: () => call<ReturnType<Audit['report']>>('GET', 'audit'),
    fault: (fault: GivenFault) => call<void>('POST', 'faults', fault),
    change: (desktopId: string, facts: DesktopChange) =>
      call<void>('PATCH', `desktops/${desktopId}`, facts),
    expireTokens: () => call<void>('POST', 'expire-tokens'),
  };
};
