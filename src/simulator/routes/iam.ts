import * as v from 'valibot';
import { ApiError } from '../errors.ts';
import type { Operation } from '../operation.ts';

const nameSchema = v.object({ name: v.string() });
const loginSchema = v.object({
  auth: v.object({
    identity: v.object({
      methods: v.tuple([v.literal('password')]),
      password: v.object({
        user: v.object({ name: v.string(), password: v.string(), domain: nameSchema }),
      }),
    }),
    scope: v.optional(
      v.object({
        project: v.optional(v.object({ id: v.optional(v.string()), name: v.optional(v.string()) })),
      }),
    ),
  }),
});

const issueToken: Operation = {
  name: 'IssueToken',
  method: 'POST',
  path: '/v3/auth/tokens',
  access: 'open',
  handle({ world, body }) {
    const parsed = v.safeParse(loginSchema, body);
    if (!parsed.success) {
      throw new ApiError(400, 'Keystone.400', 'The request body is invalid', 'Bad Request');
    }
    const { identity, scope } = parsed.output.auth;
    const { name, password, domain } = identity.password.user;
    const login = { name, password, domain: domain.name, project: scope?.project ?? null };
    const issued = world.tokens.issue(login, Date.now());
    return { status: 201, body: issued.body, headers: { 'X-Subject-Token': issued.token } };
  },
};

/** The vendor's SDKs ask for the project id by the region's name when they are given none. */
const listProjects: Operation = {
  name: 'KeystoneListProjects',
  method: 'GET',
  path: '/v3/projects',
  access: 'iam',
  handle({ world, query }) {
    const { projectId, projectName, domainId } = world.credentials;
    const wanted = query.get('name') ?? projectName;
    const project = {
      id: projectId,
      name: projectName,
      domain_id: domainId,
      parent_id: domainId,
      is_domain: false,
      enabled: true,
      description: '',
      links: { self: `https://iam.example.com/v3/projects/${projectId}` },
    };
    return {
      status: 200,
      body: {
        projects: wanted === projectName ? [project] : [],
        links: { self: 'https://iam.example.com/v3/projects', previous: null, next: null },
      },
    };
  },
};

export const iam: readonly Operation[] = [issueToken, listProjects];
