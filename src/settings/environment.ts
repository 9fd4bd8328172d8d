import { resolve } from 'node:path';
import { isMap } from './schemas.ts';

const credentialVariables = {
  accessKey: 'HUAWEICLOUD_SDK_AK',
  secretKeyEnv: 'HUAWEICLOUD_SDK_SK',
  securityTokenEnv: 'HUAWEICLOUD_SDK_SECURITY_TOKEN',
  userName: 'HW_USER_NAME',
  passwordEnv: 'HW_PASSWORD',
  domainName: 'HW_DOMAIN_NAME',
};

/** What senders hold may stand in a variable, or in a file that the variable with `_FILE` names. */
const heldBySenders = [
  ['secrets', 'OFFBOARDING_WEBHOOK_SECRETS'],
  ['readTokens', 'OFFBOARDING_WEBHOOK_READ_TOKENS'],
  ['scimTokens', 'OFFBOARDING_WEBHOOK_SCIM_TOKENS'],
] as const;

/** Which environment variable stands for which key of the settings file. */
const variables: ReadonlyMap<string, string> = new Map([
  ['projects[0].workspaceEndpoint', 'WORKSPACE_ENDPOINT'],
  ['projects[0].iamEndpoint', 'IAM_ENDPOINT'],
  ['projects[0].projectId', 'HUAWEICLOUD_SDK_PROJECT_ID'],
  ['projects[0].region', 'HUAWEICLOUD_SDK_REGION'],
  ['projects[0].credentials', 'HUAWEICLOUD_SDK_AK/SK or HW_USER_NAME/PASSWORD/DOMAIN_NAME'],
  ['projects[0].credentials.secretKey', credentialVariables.secretKeyEnv],
  ['projects[0].credentials.password', credentialVariables.passwordEnv],
  ...Object.entries(credentialVariables).map(
    ([key, variable]) => [`projects[0].credentials.${key}`, variable] as const,
  ),
  ['worker.http', 'OFFBOARDING_HTTP'],
  ['worker.taskQueue', 'OFFBOARDING_TASK_QUEUE'],
  ['worker.logLevel', 'OFFBOARDING_LOG_LEVEL'],
  ['evidence.directory', 'OFFBOARDING_EVIDENCE_DIR'],
  ['webhook.listen', 'OFFBOARDING_WEBHOOK_LISTEN'],
  ...heldBySenders.flatMap(([key, variable]) => [
    [`webhook.${key}Env`, variable] as const,
    [`webhook.${key}File`, `${variable}_FILE`] as const,
  ]),
]);

/** The variable to name in a fault of `key`, if the value came, or could only come, from there. */
export const variableFor = (key: string): string | undefined => variables.get(key);

/**
 * What a settings file says, with the environment laid over it: the connection over the first
 * project (which it creates where there is none), the rest over its section. A region brings its
 * own endpoints, and credentials replace credentials: halves of two are never mixed.
 */
export const withEnvironment = (
  file: Record<string, unknown>,
  environment: NodeJS.ProcessEnv,
): { content: Record<string, unknown>; overridden: ReadonlySet<string> } => {
  const overridden = new Set<string>();
  const from = (prefix: string, keys: readonly string[]) =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const variable = variables.get(`${prefix}.${key}`) ?? '';
        const value = environment[variable]?.trim();
        if (!value) return [];
        overridden.add(`${prefix}.${key}`);
        // A secret stays where it is: the settings say only which variable holds it.
        return [[key, key.endsWith('Env') ? variable : value]];
      }),
    );

  const connection: Record<string, unknown> = from('projects[0]', [
    'workspaceEndpoint',
    'iamEndpoint',
    'projectId',
    'region',
  ]);
  const credentials = from('projects[0].credentials', Object.keys(credentialVariables));
  if (Object.keys(credentials).length > 0) {
    connection['credentials'] = credentials;
    for (const key of ['', '.secretKey', '.password'])
      overridden.add(`projects[0].credentials${key}`);
  }

  const evidence = from('evidence', ['directory']);
  if (evidence['directory']) evidence['directory'] = resolve(evidence['directory']);

  const content = { ...file };
  if (Object.keys(connection).length > 0)
    content['projects'] = withConnection(content['projects'], connection);
  content['worker'] = withKeys(
    content['worker'],
    from('worker', ['http', 'taskQueue', 'logLevel']),
  );
  content['evidence'] = withKeys(content['evidence'], evidence);
  content['webhook'] = withKeys(content['webhook'], from('webhook', ['listen']));
  for (const [key] of heldBySenders) {
    const [variable, path] = [`${key}Env`, `${key}File`];
    const held = from('webhook', [variable, path]);
    if (typeof held[path] === 'string') held[path] = resolve(held[path]);
    // One way replaces the other.
    const replaced = { [variable]: undefined, [path]: undefined };
    if (Object.keys(held).length > 0)
      content['webhook'] = withKeys(content['webhook'], { ...replaced, ...held });
  }
  return { content, overridden };
};

const withConnection = (projects: unknown, connection: Record<string, unknown>): unknown => {
  if (projects === undefined || projects === null) return [connection];
  if (!Array.isArray(projects) || !isMap(projects[0])) return projects;
  const { workspaceEndpoint, iamEndpoint, ...first } = projects[0];
  const endpoints = 'region' in connection ? {} : { workspaceEndpoint, iamEndpoint };
  return [withKeys(first, { ...defined(endpoints), ...connection }), ...projects.slice(1)];
};

/** Lays keys over a section; a section of the wrong kind is left for the schema to refuse. */
const withKeys = (section: unknown, keys: Record<string, unknown>): unknown =>
  section === undefined || section === null
    ? keys
    : isMap(section)
      ? { ...section, ...keys }
      : section;

const defined = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
