import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { allowedResponses, circumstances, defaultPolicy } from '../../src/domain/policy.ts';
import { SettingsError } from '../../src/settings/fault.ts';
import type { Fault } from '../../src/settings/fault.ts';
import { loadErrorCodes, loadSettings } from '../../src/settings/load-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'settings-'));

/** Writes a settings file: YAML as it is, or an object. */
const write = (content: unknown, name = 'offboarding.yaml') => {
  const file = join(directory, name);
  writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  return file;
};

const connection = {
  HUAWEICLOUD_SDK_REGION: 'eu-west-101',
  HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
  HUAWEICLOUD_SDK_AK: 'AK',
  HUAWEICLOUD_SDK_SK: 'the-secret-key',
};

const project = (over: object = {}) => ({
  name: 'main',
  region: 'cn-north-4',
  projectId: 'p0',
  credentials: { accessKey: 'AK0', secretKey: 'the-secret-key' },
  ...over,
});

const load = (content: unknown, env: NodeJS.ProcessEnv = {}) =>
  loadSettings({ file: write(content), env });

const faultsOf = (act: () => unknown): readonly Fault[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  throw new Error('The settings were accepted.');
};

const keysOf = (act: () => unknown) => faultsOf(act).map(({ key }) => key);

describe('the environment alone', () => {
  test('a connection is all that a process needs', () => {
    const { projects, policy, worker, timing } = loadSettings({ env: connection });
    expect(projects).toMatchObject([
      {
        name: 'default',
        projectId: 'p1',
        workspaceEndpoint: 'https://workspace.eu-west-101.myhuaweicloud.com',
        iamEndpoint: 'https://iam.eu-west-101.myhuaweicloud.com',
        credentials: { kind: 'access-key', accessKey: 'AK' },
        requestTimeoutMs: 10_000,
      },
    ]);
    expect(policy).toEqual(defaultPolicy);
    expect(worker.http).toEqual({ host: '127.0.0.1', port: 0 });
    expect(timing.deleteVisibleAfterMs).toBe(60_000);
  });

  test('an IAM user signs in where there is no access key', () => {
    const [{ credentials } = {}] = loadSettings({
      env: {
        WORKSPACE_ENDPOINT: 'http://127.0.0.1:1/',
        IAM_ENDPOINT: 'http://localhost:2',
        HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
        HW_USER_NAME: 'robot',
        HW_PASSWORD: 'pass',
        HW_DOMAIN_NAME: 'acme',
      },
    }).projects;
    expect(credentials).toMatchObject({ kind: 'password', userName: 'robot', domainName: 'acme' });
  });

  test('a temporary key brings its token', () => {
    const env = { ...connection, HUAWEICLOUD_SDK_SECURITY_TOKEN: 'token' };
    const [{ credentials } = {}] = loadSettings({ env }).projects;
    if (credentials?.kind !== 'access-key') throw new Error('expected an access key');
    expect(credentials.securityToken?.reveal()).toBe('token');
  });

  test('nothing at all is one fault, and its remedy names the variables', () => {
    const [fault, ...more] = faultsOf(() => loadSettings({ env: {} }));
    expect(more).toEqual([]);
    expect(fault?.remedy).toContain('HUAWEICLOUD_SDK_PROJECT_ID');
  });

  test('what is missing or wrong is told by the name of its variable, all at once', () => {
    const env = {
      HUAWEICLOUD_SDK_AK: 'AK',
      OFFBOARDING_HTTP: 'everywhere',
      OFFBOARDING_LOG_LEVEL: 'chatty',
    };
    expect(keysOf(() => loadSettings({ env }))).toEqual([
      'HUAWEICLOUD_SDK_PROJECT_ID',
      'HUAWEICLOUD_SDK_SK',
      'OFFBOARDING_HTTP',
      'OFFBOARDING_LOG_LEVEL',
    ]);
  });

  test('a password is never sent to an IAM that nobody named', () => {
    const env = {
      WORKSPACE_ENDPOINT: 'http://127.0.0.1:1',
      HUAWEICLOUD_SDK_PROJECT_ID: 'p1',
      HW_USER_NAME: 'robot',
      HW_PASSWORD: 'pass',
      HW_DOMAIN_NAME: 'acme',
    };
    expect(keysOf(() => loadSettings({ env }))).toEqual(['IAM_ENDPOINT']);
  });

  test('a key and a user at once are refused, because nobody can tell which one counts', () => {
    const env = { ...connection, HW_USER_NAME: 'robot', HW_PASSWORD: 'p', HW_DOMAIN_NAME: 'acme' };
    expect(faultsOf(() => loadSettings({ env }))[0]?.problem).toBe(
      'names both an access key and an IAM user',
    );
  });

  test('an empty variable counts as unset', () => {
    const env = { ...connection, OFFBOARDING_HTTP: '', HW_USER_NAME: '', OFFBOARDING_CONFIG: '' };
    expect(loadSettings({ env }).projects).toHaveLength(1);
  });
});

describe('a settings file', () => {
  test('is named by OFFBOARDING_CONFIG, and by --config before that', () => {
    const a = write({ projects: [project({ name: 'a' })] }, 'a.yaml');
    const b = write({ projects: [project({ name: 'b' })] }, 'b.yaml');
    const env = { OFFBOARDING_CONFIG: a };
    expect(loadSettings({ env }).projects[0]?.name).toBe('a');
    expect(loadSettings({ file: b, env }).projects[0]?.name).toBe('b');
  });

  test('keeps its other projects when the environment overrides the first', () => {
    const file = { projects: [project(), project({ name: 'second', projectId: 'p2' })] };
    const { projects } = load(file, connection);
    expect(projects.map(({ name, projectId }) => [name, projectId])).toEqual([
      ['main', 'p1'],
      ['second', 'p2'],
    ]);
    expect(projects[0]?.workspaceEndpoint).toBe('https://workspace.eu-west-101.myhuaweicloud.com');
    expect(projects[0]?.credentials).toMatchObject({ accessKey: 'AK' });
  });

  test('of which only some connection variables are set keeps the rest of the first project', () => {
    const endpoint = 'https://workspace.example.com';
    const [first] = load({ projects: [project()] }, { WORKSPACE_ENDPOINT: endpoint }).projects;
    expect(first).toMatchObject({
      workspaceEndpoint: endpoint,
      iamEndpoint: 'https://iam.cn-north-4.myhuaweicloud.com',
      credentials: { accessKey: 'AK0' },
    });
  });

  test('gives way to a region of the environment with its endpoints, not with its own', () => {
    const own = project({ workspaceEndpoint: 'https://workspace.example.com' });
    const [first] = load({ projects: [own] }, { HUAWEICLOUD_SDK_REGION: 'eu-west-101' }).projects;
    expect(first?.workspaceEndpoint).toBe('https://workspace.eu-west-101.myhuaweicloud.com');
  });

  test('with a section that has every line commented out is a file of defaults', () => {
    expect(load('worker:\npolicy:\ntiming:\nerrorCodes:\n', connection).worker.logLevel).toBe(
      'info',
    );
  });

  test('reads a secret from a file beside it, without the line end', () => {
    writeFileSync(join(directory, 'sk'), 'from-file\n');
    const credentials = { accessKey: 'AK', secretKeyFile: 'sk' };
    const [first] = load({ projects: [project({ credentials })] }).projects;
    if (first?.credentials.kind !== 'access-key') throw new Error('expected an access key');
    expect(first.credentials.secretKey.reveal()).toBe('from-file');
  });

  test('reads a secret from the variable that it names', () => {
    const credentials = { userName: 'u', domainName: 'd', passwordEnv: 'MY_PASSWORD' };
    const [first] = load({ projects: [project({ credentials })] }, { MY_PASSWORD: 'pw' }).projects;
    if (first?.credentials.kind !== 'password') throw new Error('expected a password');
    expect(first.credentials.password.reveal()).toBe('pw');
  });

  test('tells five faults at once, each with its line and its remedy', () => {
    const yaml = `projects:
  - name: main
    regionn: cn-north-4
    projectId: 12
    credentials: { accessKey: AK, secretKeyFile: nowhere }
policy:
  held: { response: proceed }
timing:
  jobPoll: 10
`;
    const file = write(yaml, 'five.yaml');
    const error = new SettingsError(faultsOf(() => loadSettings({ file, env: {} })));
    expect(error.message.replaceAll(`${directory}/`, '').split('\n')).toEqual([
      'five.yaml:4: projects[0].projectId must be text. Put the value in quotes.',
      'five.yaml:5: projects[0].credentials.secretKeyFile names a file that cannot be read (ENOENT). Name a file that this process may read.',
      'five.yaml:3: projects[0].regionn is not a setting. Did you mean region?',
      'five.yaml:7: policy.held.response must be one of stop, wait. Choose one of these.',
      'five.yaml:9: timing.jobPoll must be a duration. Write a number and its unit, such as "30 s" or "24 hours".',
    ]);
  });

  test.each([
    ['no file', () => loadSettings({ file: join(directory, 'none.yaml'), env: {} }), /ENOENT/],
    ['not YAML', () => load('a: [1'), /not valid YAML/],
    ['a list', () => load('- a'), /must be a map/],
    ['an unknown tag', () => load('worker: !secret x'), /not valid YAML/],
  ])('that is %s is a fault, not a crash', (_, act, problem) => {
    expect(faultsOf(act)[0]?.problem).toMatch(problem);
  });

  test('gives two projects of one name a fault', () => {
    expect(keysOf(() => load({ projects: [project(), project()] }))).toEqual(['projects[1].name']);
  });
});

describe('values', () => {
  const fault = (content: object) => keysOf(() => load({ projects: [project()], ...content }));

  test.each([
    ['a unit is missing', { timing: { jobPoll: '10' } }, 'timing.jobPoll'],
    ['it is no duration', { timing: { waitPoll: '10 parsecs' } }, 'timing.waitPoll'],
    ['it is empty', { timing: { jobPoll: '' } }, 'timing.jobPoll'],
    ['it is negative', { timing: { jobWithin: '-1 h' } }, 'timing.jobWithin'],
    ['it is too long', { timing: { jobPoll: '2 hours' } }, 'timing.jobPoll'],
    ['a port is out of range', { worker: { http: 'localhost:70000' } }, 'worker.http'],
    [
      'a count is a fraction',
      { worker: { maxConcurrentWrites: 1.5 } },
      'worker.maxConcurrentWrites',
    ],
    ['a count is nought', { worker: { maxCachedWorkflows: 0 } }, 'worker.maxCachedWorkflows'],
    ['a section is a list', { worker: [] }, 'worker'],
    ['a class is unknown', { errorCodes: [{ code: 'X', class: 'often' }] }, 'errorCodes[0].class'],
    [
      'an operation is unknown',
      { errorCodes: [{ code: 'X', operation: 'Y' }] },
      'errorCodes[0].operation',
    ],
    ['a row has no code', { errorCodes: [{ class: 'stop' }] }, 'errorCodes[0].code'],
  ])('are refused where %s', (_, content, key) => {
    expect(fault(content)).toEqual([key]);
  });

  test('a request may not take longer than the deleting attempt has room for', () => {
    const keys = keysOf(() => load({ projects: [project({ requestTimeout: '13 s' })] }));
    expect(keys).toEqual(['projects[0].requestTimeout']);
  });

  test.each([
    ['http://workspace.example.com', 'plain http to another machine'],
    ['http://127.0.0.1.example.com', 'a name that only looks like loopback'],
    ['ftp://workspace.example.com', 'another scheme'],
    ['workspace.example.com', 'no scheme'],
    ['https://user:pass@workspace.example.com', 'a user'],
    ['https://workspace.example.com/v2', 'a path'],
  ])('the endpoint %s is refused: %s', (workspaceEndpoint) => {
    const keys = new Set(keysOf(() => load({ projects: [project({ workspaceEndpoint })] })));
    expect(keys).toEqual(new Set(['projects[0].workspaceEndpoint']));
  });

  test.each(['http://127.0.0.1:80', 'http://localhost:1', 'http://[::1]:1', 'https://a.example'])(
    'the endpoint %s is taken',
    (workspaceEndpoint) => {
      const [first] = load({ projects: [project({ workspaceEndpoint })] }).projects;
      expect(first?.workspaceEndpoint).toBe(new URL(workspaceEndpoint).origin);
    },
  );

  test('IPv6 addresses to listen on are written in brackets', () => {
    const { http } = load({ projects: [project()], worker: { http: '[::1]:80' } }).worker;
    expect(http).toEqual({ host: '::1', port: 80 });
  });
});

describe('the limits', () => {
  test('are those of the documentation', () => {
    expect(load('limits:\n', connection).limits).toEqual({
      readsPerMinute: 200,
      writesPerMinute: 100,
      share: 1,
      operations: {},
    });
  });

  test('can be others for an operation', () => {
    const { limits } = load({ limits: { share: 0.5, operations: { ShowJob: 50 } } }, connection);
    expect(limits).toMatchObject({ share: 0.5, operations: { ShowJob: 50 } });
  });

  test.each([
    ['readsPerMinute: 0', 'limits.readsPerMinute must be at least 1'],
    ['writesPerMinute: -5', 'limits.writesPerMinute must be at least 1'],
    ['readsPerMinute: 0.5', 'limits.readsPerMinute must be a whole number'],
    ['share: 0', 'limits.share must be more than 0 and at most 1'],
    ['share: 2', 'limits.share must be more than 0 and at most 1'],
    ['share: 50%', 'limits.share must be more than 0 and at most 1'],
    ['share: .nan', 'limits.share must be more than 0 and at most 1'],
    ['share: 0.009', 'limits.share leaves no call of DeleteDesktop a minute'],
    ['operations: { ShowJobs: 50 }', 'limits.operations.ShowJobs is not a setting. Did you mean'],
    ['operations: { ShowJob: many }', 'limits.operations.ShowJob must be a number'],
    [
      'operations: { KeystoneCreateUserTokenByPassword: 5 }',
      'limits.operations.KeystoneCreateUserTokenByPassword is not a setting',
    ],
  ])('are refused with their line: %s', (line, problem) => {
    const file = write(`timing:\nlimits:\n  ${line}\n`, 'limits.yaml');
    expect(() => loadSettings({ file, env: connection })).toThrow(`limits.yaml:3: ${problem}`);
  });
});

describe('the policy', () => {
  const all = circumstances.flatMap((circumstance) =>
    (['stop', 'wait', 'log-off', 'proceed'] as const).map((response) => ({
      circumstance,
      response,
      allowed: allowedResponses[circumstance].includes(response),
    })),
  );

  test.each(all)('$circumstance: $response is allowed: $allowed', (row) => {
    const { circumstance, response, allowed } = row;
    const given = () =>
      load({
        projects: [project()],
        policy: { [circumstance]: { response, deadline: '3 hours' } },
      });
    if (allowed) {
      const rule = given().policy.rules[circumstance];
      expect(rule).toMatchObject({ response, deadlineMs: 10_800_000 });
    } else {
      const [fault] = faultsOf(given);
      expect(fault?.key).toBe(`policy.${circumstance}.response`);
      for (const name of allowedResponses[circumstance]) expect(fault?.problem).toContain(name);
    }
  });

  test('leaves what it does not mention as it is by default', () => {
    const { policy } = load({ projects: [project()], policy: { inUse: { response: 'stop' } } });
    const { inUse, ...others } = policy.rules;
    const { inUse: before, ...othersBefore } = defaultPolicy.rules;
    expect(inUse).toEqual({ ...before, response: 'stop' });
    expect(others).toEqual(othersBefore);
  });
});

describe('error codes', () => {
  test('are rows in the words of the error table, with delays in seconds', () => {
    const row = { code: 'WKS.1', operation: 'DeleteDesktop', class: 'busy', delay: '2 minutes' };
    expect(load({ errorCodes: [row] }, connection).errorCodes).toEqual([
      { code: 'WKS.1', operation: 'DeleteDesktop', class: 'busy', delaySeconds: 120 },
    ]);
  });

  test('can be read where the rest of the settings is wrong', () => {
    const file = write({ errorCodes: [{ code: 'WKS.1' }], projects: 'none', nonsense: 1 });
    expect(loadErrorCodes({ file, env: {} })).toEqual([{ code: 'WKS.1' }]);
  });
});

test('no fault repeats what may be a secret', () => {
  const secret = 'hunter2hunter2';
  const attempts: unknown[] = [
    `projects:\n  - credentials: *${secret}\n`,
    `projects:\n  - credentials: { secretKey: "${secret} }\n`,
    `password: "${secret}" "${secret}"\n`,
    { projects: secret },
    { projects: [{ credentials: secret }] },
    { projects: [project({ credentials: { accessKey: 'AK', secretKey: [secret] } })] },
    { projects: [project({ credentials: { secretKy: secret } })] },
    { projects: [project({ region: secret.toUpperCase() })] },
    { projects: [project({ workspaceEndpoint: `http://${secret}@x` })] },
    { timing: { jobPoll: secret }, worker: { logLevel: secret, http: secret } },
  ];
  for (const content of attempts) {
    const text = inspect(
      faultsOf(() => load(content)),
      { depth: 9 },
    );
    expect(text.toLowerCase()).not.toContain(secret);
  }
});

test('settings are frozen all the way down, and printing them shows no secret', () => {
  const settings = loadSettings({ env: connection });
  const isFrozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozen));
  expect(isFrozen(settings)).toBe(true);
  expect(inspect(settings, { depth: 9 }) + JSON.stringify(settings)).not.toContain(
    'the-secret-key',
  );
});
