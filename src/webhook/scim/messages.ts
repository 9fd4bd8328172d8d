/** Bodies of SCIM 2.0 (RFC 7643, RFC 7644). */
import type { DirectoryUser } from './directory.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0';
const messages = 'urn:ietf:params:scim:api:messages:2.0';

/** @param base of the service, without a slash at its end */
export const userResource = (
  { id, userName, domain }: DirectoryUser,
  active: boolean,
  base: string,
) => ({
  schemas: [`${core}:User`],
  id,
  userName,
  displayName: domain === undefined ? userName : `${userName} (${domain})`,
  active,
  meta: { resourceType: 'User', location: `${base}/Users/${encodeURIComponent(id)}` },
});

export const listResponse = (
  resources: readonly object[],
  totalResults: number,
  startIndex = 1,
) => ({
  schemas: [`${messages}:ListResponse`],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});

export const scimError = (status: number, detail: string, scimType?: string) => ({
  schemas: [`${messages}:Error`],
  status: String(status),
  ...(scimType !== undefined && { scimType }),
  detail,
});

/** The most users of one page. */
export const mostResults = 200;

export const serviceProviderConfig = (base: string) => ({
  schemas: [`${core}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostResults },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'Bearer token', description: 'The token of this provider' },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

export const resourceTypes = (base: string) => [
  {
    schemas: [`${core}:ResourceType`],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'Users of Workspace',
    schema: `${core}:User`,
    schemaExtensions: [],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  },
];

export const schemas = (base: string) => [
  {
    schemas: [`${core}:Schema`],
    id: `${core}:User`,
    name: 'User',
    description: 'A user of Workspace; only active can be changed',
    attributes: [
      attribute('userName', 'string', 'readOnly', true),
      attribute('displayName', 'string', 'readOnly', false),
      attribute('active', 'boolean', 'readWrite', false),
    ],
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${core}:User` },
  },
];

const attribute = (name: string, type: string, mutability: string, required: boolean) => ({
  name,
  type,
  multiValued: false,
  required,
  caseExact: false,
  mutability,
  returned: 'default',
  uniqueness: name === 'userName' ? 'server' : 'none',
});
