import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { sign } from '../../src/simulator/signature.ts';
import { simulate, type SimulateOptions, type Simulator } from '../../src/simulator/simulate.ts';

interface Answer<T> {
  status: number;
  headers: Headers;
  /** The parsed body; undefined where there is none. */
  body: T;
}

export interface ErrorBody {
  error_code: string;
  error_msg: string;
  error_detail?: string;
  request_id?: string;
  message?: string;
}

export interface DesktopBody {
  desktop_id: string;
  computer_name: string;
  status: string;
  task_status: string;
  login_status: string;
  share_resource_sku: string;
  in_maintenance_mode: boolean;
  attach_user_infos: { user_id: string | null; user_name: string }[];
  tags: { key: string; value: string }[];
}

/** A simulator that lives as long as the test, and a caller with a token. */
export interface Fixture {
  simulator: Simulator;
  token: string;
  /** Calls an operation under the project: `call('GET', '/desktops')`. */
  call: <T = ErrorBody>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;
  /** Calls anything: `raw('GET', '/_sim/audit')`. */
  raw: <T = ErrorBody>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>;
  show: (desktopId: string) => Promise<Answer<{ desktop: DesktopBody }>>;
  violations: () => Promise<string[]>;
}

export async function start(options: SimulateOptions = {}): Promise<Fixture> {
  const simulator = await simulate(options);
  onTestFinished(() => simulator.close());
  const { projectId, iamUser } = simulator.credentials;

  const raw: Fixture['raw'] = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      // The caller says which shape it expects, and asserts on it.
      body: (text === '' ? undefined : JSON.parse(text)) as T,
    };
  };

  const issued = await raw('POST', '/v3/auth/tokens', loginBody(iamUser, { id: projectId }));
  const token = issued.headers.get('X-Subject-Token') ?? '';
  const call: Fixture['call'] = (method, path, body) =>
    raw(method, `/v2/${projectId}${path}`, body, { 'X-Auth-Token': token });

  return {
    simulator,
    token,
    call,
    raw,
    show: (desktopId) => call('GET', `/desktops/${desktopId}`),
    async violations() {
      const { body } = await raw<{ violations: { kind: string }[] }>('GET', '/_sim/audit');
      return body.violations.map(({ kind }) => kind);
    },
  };
}

export const loginBody = (
  user: { domain: string; name: string; password: string },
  project?: { id?: string; name?: string },
) => ({
  auth: {
    identity: {
      methods: ['password'],
      password: {
        user: { name: user.name, password: user.password, domain: { name: user.domain } },
      },
    },
    ...(project === undefined ? {} : { scope: { project } }),
  },
});

export const sdkDateNow = () => new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** Headers for a GET signed with the least that is allowed: the date. */
export function signed(
  target: string,
  { accessKey, secretKey }: { accessKey: string; secretKey: string },
  date = sdkDateNow(),
) {
  const names = ['x-sdk-date'];
  const request = {
    method: 'GET',
    target,
    headers: new Map([['x-sdk-date', date]]),
    body: new Uint8Array(),
  };
  const signature = sign(request, names, secretKey);
  return {
    'X-Sdk-Date': date,
    Authorization: `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** Asks until the answer fits; fails after a minute with what it saw last. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > deadline) {
      throw new Error(`Waited a minute in vain; last seen: ${JSON.stringify(answer)}`);
    }
    await delay(20);
  }
}

/** An estate of one desktop with a known id and user. */
export const oneDesktop = (desktop: Record<string, unknown> = {}) => ({
  users: [{ id: 'u-lee', user_name: 'lee' }],
  desktops: [{ desktop_id: 'd-1', attach_user_infos: [{ user_id: 'u-lee' }], ...desktop }],
});
