import type { GivenEstate } from './estate-schema.ts';

/** Who may call, and for which project. */
export interface Credentials {
  projectId: string;
  /** The project's name in IAM: the region, for a default project. */
  projectName: string;
  domainId: string;
  accessKey: string;
  secretKey: string;
  temporary: {
    accessKey: string;
    secretKey: string;
    securityToken: string;
    expiresAt: string | null;
  } | null;
  iamUser: { domain: string; name: string; password: string };
}

/** Those of the estate file, and fixed ones for what it leaves out. */
export function credentialsOf(estate: GivenEstate | null): Credentials {
  const given = estate?.credentials ?? {};
  const { temporary } = given;
  return {
    projectId: estate?.projectId ?? '05d1f3a9c80026b22f0ac00a6e1d7b54',
    projectName: estate?.projectName ?? 'simulated-1',
    domainId: '05d1f3a97a8026b20f2cc00a0b6e9c31',
    accessKey: given.accessKey ?? 'SIMULATEDACCESSKEY00',
    secretKey: given.secretKey ?? 'simulated-secret-key-of-no-value-0000000',
    temporary:
      temporary === undefined ? null : { ...temporary, expiresAt: temporary.expiresAt ?? null },
    iamUser: given.iamUser ?? {
      domain: 'simulated',
      name: 'offboarding',
      password: 'Simulated-1!',
    },
  };
}
