/** A simulated Workspace API in a process of its own, for tests that talk to it over HTTP. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferInput } from 'valibot';
import type {
  desktopPatchSchema,
  estateSchema,
  userPatchSchema,
} from '../../src/simulator/estate-schema.ts';
import type { Audit } from '../../src/simulator/audit.ts';
import type { faultSchema } from '../../src/simulator/faults.ts';
import type { RequestRecord } from '../../src/simulator/requests.ts';
import type { WorkspaceProject } from '../../src/workspace/project.ts';
import { Secret } from '../../src/workspace/secret.ts';
import { startProcess } from './our-process.ts';

export interface SimulatorOptions {
  /** The content of an estate file; excludes `desktops`. */
  estate?: InferInput<typeof estateSchema>;
  /** Number of generated desktops. @default 12 */
  desktops?: number;
  seed?: number;
  /** Simulated milliseconds per real one. @default 1 */
  speed?: number;
  /** Throttle as in production. @default false */
  limits?: boolean;
}

/** A desktop as `GET /_sim/state` shows it: all facts of the API, and the simulator's own. */
type SimulatedDesktop = { desktop_id: string } & Record<string, unknown>;

interface SimulatorState {
  desktops: SimulatedDesktop[];
  users: ({ id: string; user_name: string } & Record<string, unknown>)[];
  jobs: Record<string, unknown>[];
}

type SimulatorAudit = ReturnType<Audit['report']>;

export interface RunningSimulator {
  url: string;
  pid: number;
  /** Signed in with an access key. */
  project: WorkspaceProject;
  /** The same project, signed in with the password of an IAM user. */
  passwordProject: WorkspaceProject;
  state(): Promise<SimulatorState>;
  audit(): Promise<SimulatorAudit>;
  /** The calls it received, oldest first; all of them, or those about one desktop. */
  requests(desktopId?: string): Promise<RequestRecord[]>;
  /** Makes the next calls of an operation go wrong. */
  fault(fault: InferInput<typeof faultSchema>): Promise<void>;
  /** Changes facts of a desktop under a running case. */
  patch(desktopId: string, facts: InferInput<typeof desktopPatchSchema>): Promise<void>;
  /** Changes a user under a running case. */
  patchUser(userId: string, fields: InferInput<typeof userPatchSchema>): Promise<void>;
  /** Makes every token that was issued so far expire. */
  expireTokens(): Promise<void>;
  /** Back to the first state: forgets calls, faults and changes. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** What the simulator prints when it listens. */
interface Listening {
  listening: string;
  projectId: string;
  accessKey: string;
  secretKey: string;
  iamUser: { domain: string; name: string; password: string };
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const directory = await mkdtemp(join(tmpdir(), 'simulator-'));
  const forget = () => rm(directory, { recursive: true, force: true });
  try {
    const simulator = await startProcess('simulator/main.ts', {
      env: process.env,
      args: ['--port', '0', ...(await flags(options, directory))],
      isUp: () => true,
    });
    // Our own simulator's line; a test of its shape is beside the simulator.
    const listening = simulator.log[0] as unknown as Listening;
    const stop = async () => {
      await simulator.stop();
      await forget();
    };
    return { ...controls(listening.listening), ...projects(listening), pid: simulator.pid, stop };
  } catch (error) {
    await forget();
    throw error;
  }
}

async function flags(options: SimulatorOptions, directory: string): Promise<string[]> {
  const { estate, limits = false, ...numbers } = options;
  const given = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (limits) given.push('--limits');
  if (estate === undefined) return given;
  const file = join(directory, 'estate.json');
  await writeFile(file, JSON.stringify(estate));
  return [...given, '--estate', file];
}

function projects({ listening, projectId, accessKey, secretKey, iamUser }: Listening) {
  const common = {
    name: 'simulated',
    projectId,
    workspaceEndpoint: listening,
    iamEndpoint: listening,
    requestTimeoutMs: 10_000,
    maxResponseBytes: 64 * 1024 * 1024,
  };
  return {
    project: {
      ...common,
      credentials: { kind: 'access-key', accessKey, secretKey: new Secret(secretKey) },
    } satisfies WorkspaceProject,
    passwordProject: {
      ...common,
      credentials: {
        kind: 'password',
        userName: iamUser.name,
        domainName: iamUser.domain,
        password: new Secret(iamUser.password),
      },
    } satisfies WorkspaceProject,
  };
}

function controls(url: string) {
  const control = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} /_sim/${path} answered ${response.status}: ${text}`);
    // The control surface is as the design has it; a wrong shape fails the assertions of the test.
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    url,
    state: () => control<SimulatorState>('GET', 'state'),
    audit: () => control<SimulatorAudit>('GET', 'audit'),
    requests: async (desktopId?: string) => {
      const query = desktopId === undefined ? '' : `?desktop_id=${encodeURIComponent(desktopId)}`;
      const { requests } = await control<{ requests: RequestRecord[] }>('GET', `requests${query}`);
      return requests;
    },
    fault: (fault: object) => control<void>('POST', 'faults', fault),
    patch: (desktopId: string, facts: object) =>
      control<void>('PATCH', `desktops/${encodeURIComponent(desktopId)}`, facts),
    patchUser: (userId: string, fields: object) =>
      control<void>('PATCH', `users/${encodeURIComponent(userId)}`, fields),
    expireTokens: () => control<void>('POST', 'expire-tokens'),
    reset: () => control<void>('POST', 'reset'),
  };
}
