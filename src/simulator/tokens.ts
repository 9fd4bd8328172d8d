import type { Credentials } from './credentials.ts';
import { ApiError } from './errors.ts';
import { digest } from './ids.ts';

const validForMs = 24 * 3_600_000;
const wrongPasswordsUntilLocked = 5;
const lockedForMs = 15 * 60_000;

const keystone = (status: number, title: string, message: string) =>
  new ApiError(status, `Keystone.${status}`, message, title);

/** The token's times have six digits after the second. */
const keystoneTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

export interface PasswordLogin {
  domain: string;
  name: string;
  password: string;
  /** Null for a token without scope. */
  project: { id?: string | undefined; name?: string | undefined } | null;
}

/** Tokens of IAM: they live for 24 hours, and an account locks after five wrong passwords in a row. */
export class Tokens {
  readonly #credentials: Credentials;
  readonly #seed: number;
  readonly #expiry = new Map<string, { expiresAt: number; scoped: boolean }>();
  #wrongPasswords = 0;
  #lockedUntil = 0;

  constructor(credentials: Credentials, seed: number) {
    this.#credentials = credentials;
    this.#seed = seed;
  }

  issue(login: PasswordLogin, now: number) {
    const { iamUser, projectId, projectName, domainId } = this.#credentials;
    if (now < this.#lockedUntil) {
      throw new ApiError(401, 'IAM.0061', 'The account is locked.');
    }
    const known = login.domain === iamUser.domain && login.name === iamUser.name;
    if (!known || login.password !== iamUser.password) {
      if (known) this.#countWrongPassword(now);
      throw keystone(401, 'Unauthorized', 'The username or password is wrong.');
    }
    this.#wrongPasswords = 0;
    const { project } = login;
    if (project !== null && (project.id ?? projectId) !== projectId) throw unknownProject();
    if (project !== null && (project.name ?? projectName) !== projectName) throw unknownProject();
    const token = `MII${digest(this.#seed, 'token', this.#expiry.size)}`;
    const expiresAt = now + validForMs;
    this.#expiry.set(token, { expiresAt, scoped: project !== null });
    const domain = { id: domainId, name: iamUser.domain };
    const user = { id: digest(this.#seed, 'iam-user').slice(0, 32), name: iamUser.name, domain };
    return {
      token,
      body: {
        token: {
          expires_at: keystoneTime(expiresAt),
          issued_at: keystoneTime(now),
          methods: ['password'],
          catalog: [],
          roles: [{ id: '0', name: 'te_admin' }],
          ...(project === null
            ? { domain }
            : { project: { id: projectId, name: projectName, domain } }),
          user: { ...user, password_expires_at: '' },
        },
      },
    };
  }

  /** Throws unless the token is known, fresh and of this project. */
  check(token: string, now: number): void {
    const found = this.#expiry.get(token);
    if (found === undefined) {
      throw new ApiError(
        401,
        'APIGW.0301',
        'Incorrect IAM authentication information: decrypt token fail',
      );
    }
    if (found.expiresAt <= now) {
      throw new ApiError(401, 'APIGW.0307', 'The token must be updated.');
    }
    if (!found.scoped) {
      throw new ApiError(401, 'APIGW.0307', 'The token must be updated: it has no project scope.');
    }
  }

  expireAll(): void {
    for (const token of this.#expiry.values()) token.expiresAt = 0;
  }

  unlock(): void {
    this.#wrongPasswords = 0;
    this.#lockedUntil = 0;
  }

  #countWrongPassword(now: number): void {
    this.#wrongPasswords += 1;
    if (this.#wrongPasswords >= wrongPasswordsUntilLocked) {
      this.#lockedUntil = now + lockedForMs;
      this.#wrongPasswords = 0;
    }
  }
}

const unknownProject = () => keystone(401, 'Unauthorized', 'The project does not exist.');
