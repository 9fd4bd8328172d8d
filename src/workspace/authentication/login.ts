import * as v from 'valibot';
import type { PasswordCredentials, WorkspaceProject } from '../project.ts';
import { readReply } from '../reply.ts';
import { Secret } from '../secret.ts';
import { send } from '../send.ts';
import { UnexpectedReplyError } from '../errors/unexpected-reply-error.ts';
import { requestIdOf } from '../exchange.ts';
import { apiUrl } from '../url.ts';
import type { Login } from './token.ts';

const operation = 'KeystoneCreateUserTokenByPassword';

const moment = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.finite(),
);

const reply = v.looseObject({
  token: v.looseObject({ expires_at: moment, issued_at: v.optional(moment) }),
});

/** POST /v3/auth/tokens: a token for the project, found in `X-Subject-Token`; good for a day. */
export const passwordLogin =
  (
    project: WorkspaceProject,
    { userName, domainName, password }: PasswordCredentials,
    now: () => number,
  ): Login =>
  async (onCall) => {
    const user = { name: userName, password: password.reveal(), domain: { name: domainName } };
    const answer = await send(
      operation,
      {
        method: 'POST',
        // Without the catalogue, which is long and of no use here.
        url: apiUrl(project.iamEndpoint, ['v3', 'auth', 'tokens'], { nocatalog: true }),
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({
          auth: {
            identity: { methods: ['password'], password: { user } },
            scope: { project: { id: project.projectId } },
          },
        }),
      },
      {
        timeoutMs: project.requestTimeoutMs,
        maxResponseBytes: project.maxResponseBytes,
        secrets: [password.reveal()],
        onCall,
        now,
      },
    );
    const value = answer.headers.get('x-subject-token');
    if (value === null || value === '') {
      throw new UnexpectedReplyError(
        { operation, status: answer.status, ...requestIdOf(answer.headers) },
        'REPLY.INCOMPLETE',
        'has no X-Subject-Token header',
      );
    }
    const { token } = readReply(operation, answer, reply);
    const obtainedAt = now();
    // A life span is right even where IAM's clock and ours disagree.
    const life = token.expires_at - (token.issued_at ?? obtainedAt);
    return { value: new Secret(value), obtainedAt, expiresAt: obtainedAt + life };
  };
