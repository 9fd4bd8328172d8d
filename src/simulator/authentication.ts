import type { Credentials } from './credentials.ts';
import { ApiError } from './errors.ts';
import { parseAuthorization, type SignedRequest, whyWrong } from './signature.ts';
import type { Tokens } from './tokens.ts';

/** Who calls: limits are counted per caller. */
export type Caller = string;

const refused = (why: string) =>
  new ApiError(401, 'APIGW.0301', `Incorrect IAM authentication information: ${why}`);

/** Accepts a token or a signature. Throws the gateway's 401 otherwise. */
export function authenticate(
  request: SignedRequest,
  credentials: Credentials,
  tokens: Tokens,
  now: number,
): Caller {
  const token = request.headers.get('x-auth-token');
  if (token !== undefined) {
    tokens.check(token, now);
    return credentials.iamUser.name;
  }
  const authorization = request.headers.get('authorization');
  if (authorization === undefined) throw refused('x-auth-token not found');
  const signature = parseAuthorization(authorization);
  if (signature === null) throw refused('authorization header format is incorrect');
  const secretKey = secretOf(signature.accessKey, request.headers, credentials, now);
  const wrong = whyWrong(request, signature, secretKey, now);
  if (wrong !== null) throw refused(wrong);
  return signature.accessKey;
}

function secretOf(
  accessKey: string,
  headers: ReadonlyMap<string, string>,
  { temporary, ...permanent }: Credentials,
  now: number,
): string {
  if (accessKey === permanent.accessKey) return permanent.secretKey;
  if (temporary === null || accessKey !== temporary.accessKey) {
    throw refused(`Get secretKey failed, ak: ${accessKey}, err: ak not exist`);
  }
  if (headers.get('x-security-token') !== temporary.securityToken) {
    throw refused('x-security-token is missing or wrong');
  }
  if (temporary.expiresAt !== null && Date.parse(temporary.expiresAt) <= now) {
    throw new ApiError(400, 'IAM.1108', 'The security token has expired.');
  }
  return temporary.secretKey;
}

/**
 * A credential is good for one project. For another one the gateway answers 403 APIGW.0310; so does
 * this, whether the other project exists or not.
 */
export function checkProject(
  projectId: string,
  headers: ReadonlyMap<string, string>,
  own: string,
): void {
  for (const named of [projectId, headers.get('x-project-id') ?? projectId]) {
    if (named !== own) throw new ApiError(403, 'APIGW.0310', 'The project is unavailable.');
  }
}
