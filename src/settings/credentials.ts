import * as v from 'valibot';
import { Secret } from '../workspace/secret.ts';
import type { Credentials } from '../workspace/project.ts';
import { at, map, say, text } from './schemas.ts';
import { secretEnv, secretFile } from './secret-sources.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * An access key (`accessKey`, `secretKey`, perhaps `securityToken`) or an IAM user (`userName`,
 * `domainName`, `password`). Each secret may be given as it is, or as `…File` or `…Env`.
 */
export const credentials = (around: Surroundings) =>
  v.pipe(
    map({
      accessKey: v.optional(text()),
      ...secret('secretKey', around),
      ...secret('securityToken', around),
      userName: v.optional(text()),
      domainName: v.optional(text()),
      ...secret('password', around),
    }),
    v.rawTransform(({ dataset: { value: given }, addIssue, NEVER }): Credentials => {
      const refuse = (problem: string, remedy: string, key?: string) => {
        const message = say(problem, remedy);
        addIssue(key === undefined ? { message } : { message, path: [at(given, key)] });
        return NEVER;
      };
      const [secretKey, securityToken, password] = (
        ['secretKey', 'securityToken', 'password'] as const
      ).map((name) => {
        const ways = [name, `${name}File`, `${name}Env`] as const;
        const [first, ...more] = ways.flatMap((way) => given[way] ?? []);
        if (more.length > 0) refuse('is given twice', `Keep one of ${ways.join(', ')}`, name);
        return first;
      });
      const { accessKey, userName, domainName } = given;
      const byKey = accessKey ?? secretKey ?? securityToken;
      const byUser = userName ?? domainName ?? password;

      if (byKey && byUser)
        return refuse('names both an access key and an IAM user', 'Keep one of the two');
      if (byUser) {
        if (userName && domainName && password)
          return { kind: 'password', userName, domainName, password };
        for (const [key, value] of Object.entries({ userName, domainName, password }))
          if (!value)
            refuse('is missing', 'An IAM user needs a name, a domain and a password', key);
        return NEVER;
      }
      if (accessKey && secretKey) {
        const token = securityToken === undefined ? {} : { securityToken };
        return { kind: 'access-key', accessKey, secretKey, ...token };
      }
      for (const [key, value] of Object.entries({ accessKey, secretKey }))
        if (!value)
          refuse('is missing', 'Requests are signed with an access key and its secret', key);
      return NEVER;
    }),
  );

type SecretName = 'secretKey' | 'securityToken' | 'password';

const secret = <const N extends SecretName>(name: N, around: Surroundings) => {
  const given = v.optional(
    v.pipe(
      text(10_000),
      v.transform((value) => new Secret(value)),
    ),
  );
  const fromFile = secretFile(around);
  const fromEnvironment = secretEnv(around);
  const entries = {
    [name]: given,
    [`${name}File`]: v.optional(fromFile),
    [`${name}Env`]: v.optional(fromEnvironment),
  };
  // A computed key loses its name in the type of an object literal.
  return entries as Record<N, typeof given> &
    Record<`${N}File` | `${N}Env`, v.OptionalSchema<typeof fromFile, undefined>>;
};
