import * as v from 'valibot';
import type { WorkspaceProject } from '../workspace/project.ts';
import { credentials } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { at, count, duration, map, say, text } from './schemas.ts';
import type { Surroundings } from './surroundings.ts';

/** The projects. The first is the default, and their names tell them apart. */
export const projects = (around: Surroundings) => {
  const list = v.pipe(
    v.array(project(around), say('must be a list of projects', 'Begin each with "- name: …"')),
    v.check((all) => all.length > 0, none),
    v.rawCheck(({ dataset: { value: all, typed }, addIssue }) => {
      if (!typed) return;
      for (const [index, item] of all.entries())
        if (all.findIndex((other) => other.name === item.name) < index)
          addIssue({
            message: say('is the name of another project, too', 'Choose a name of its own'),
            path: [
              { type: 'array', origin: 'value', input: all, key: index, value: item },
              at({ ...item }, 'name'),
            ],
          });
    }),
  );
  return v.nullish(list, []);
};

const projectName = v.optional(text(64), 'default');

/** Nothing but their names. */
export const projectNames = v.pipe(
  v.nullish(v.array(v.looseObject({ name: projectName })), []),
  v.transform((all) => all.map((one) => one.name)),
);

const none = say(
  'must name a project',
  'Set HUAWEICLOUD_SDK_REGION (or WORKSPACE_ENDPOINT), HUAWEICLOUD_SDK_PROJECT_ID, HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or name a settings file by --config or OFFBOARDING_CONFIG',
);

/** One project: where its API is and how to sign in. Endpoints follow from the region by default. */
const project = (around: Surroundings) =>
  v.pipe(
    map({
      name: projectName,
      region: v.optional(
        v.pipe(
          text(64),
          v.regex(
            /^[a-z0-9-]+$/,
            say('must be the id of a region', 'Write, for example, eu-west-101'),
          ),
        ),
      ),
      projectId: v.pipe(
        text(),
        v.regex(
          /^[A-Za-z0-9_-]+$/,
          say(
            'must be letters and digits',
            'Copy the project id from My Credentials in the console',
          ),
        ),
      ),
      workspaceEndpoint: v.optional(endpoint),
      iamEndpoint: v.optional(endpoint),
      credentials: credentials(around),
      requestTimeout: v.optional(duration('100 ms', '12 s'), '10 s'),
      maxResponseBytes: v.optional(count(1_000_000_000), 10_000_000),
    }),
    v.rawTransform(({ dataset, addIssue, NEVER }): WorkspaceProject => {
      const { name, region, projectId, requestTimeout, maxResponseBytes, ...given } = dataset.value;
      const workspaceEndpoint = given.workspaceEndpoint ?? regional('workspace', region);
      const iamEndpoint =
        given.iamEndpoint ??
        regional('iam', region) ??
        // Requests that are signed with a key never go there.
        (given.credentials.kind === 'access-key' ? 'https://iam.myhuaweicloud.com' : undefined);

      for (const [key, address] of Object.entries({ workspaceEndpoint, iamEndpoint }))
        if (address === undefined)
          addIssue({
            message: say('is missing', 'Give it, or the region'),
            path: [at(given, key)],
          });
      if (workspaceEndpoint === undefined || iamEndpoint === undefined) return NEVER;

      return {
        name,
        projectId,
        workspaceEndpoint,
        iamEndpoint,
        credentials: given.credentials,
        requestTimeoutMs: requestTimeout,
        maxResponseBytes,
      };
    }),
  );

const regional = (service: string, region: string | undefined) =>
  region === undefined ? undefined : `https://${service}.${region}.myhuaweicloud.com`;
