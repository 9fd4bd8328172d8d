/**
 * Requests as identity providers send them, in the shapes that their documentation records: Microsoft
 * Entra ("Develop and plan provisioning for a SCIM endpoint" and "Known issues with SCIM 2.0 protocol
 * compliance") and Okta ("Okta and SCIM Version 2.0"). Names and ids are ours.
 */
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

export interface ScimRequest {
  method: 'GET' | 'PATCH' | 'PUT' | 'POST' | 'DELETE';
  /** Beneath the base, with its query. */
  path: string;
  body?: object;
}

const userId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

export const theUser = { id: userId, userName: 'jane.roe' };

const patch = (operation: object): Required<ScimRequest> => ({
  method: 'PATCH',
  path: `/Users/${userId}`,
  body: { schemas: [patchOp], Operations: [operation] },
});

export const entra = {
  testConnection: { method: 'GET', path: `/Users?filter=userName+eq+"${userId.toUpperCase()}"` },
  find: { method: 'GET', path: '/Users?filter=userName+eq+"Jane.Roe"' },
  disable: patch({ op: 'Replace', path: 'active', value: 'False' }),
  disableCompliant: patch({ op: 'replace', path: 'active', value: false }),
  disablePathless: patch({ op: 'Replace', value: { active: 'False' } }),
  disableListed: patch({ op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] }),
  enable: patch({ op: 'Replace', path: 'active', value: 'True' }),
  rename: patch({ op: 'Add', path: 'name.familyName', value: 'Doe' }),
  remove: { method: 'DELETE', path: `/Users/${userId}` },
} satisfies Record<string, ScimRequest>;

const resource = (over: object) => ({
  schemas: [userSchema],
  id: userId,
  userName: 'jane.roe',
  name: { givenName: 'Jane', middleName: '', familyName: 'Roe' },
  emails: [{ primary: true, value: 'jane.roe@example.com', type: 'work' }],
  groups: [],
  meta: { resourceType: 'User' },
  ...over,
});

export const okta = {
  testConnection: { method: 'GET', path: '/Users?startIndex=1&count=2' },
  find: {
    method: 'GET',
    path: '/Users?filter=userName%20eq%20%22jane.roe%22&startIndex=1&count=100',
  },
  findNobody: {
    method: 'GET',
    path: '/Users?filter=userName%20eq%20%22nobody%40example.com%22&startIndex=1&count=100',
  },
  create: { method: 'POST', path: '/Users', body: resource({ active: true, id: undefined }) },
  deactivate: patch({ op: 'replace', value: { active: false } }),
  activate: patch({ op: 'replace', value: { active: true } }),
  putInactive: { method: 'PUT', path: `/Users/${userId}`, body: resource({ active: false }) },
  putProfile: { method: 'PUT', path: `/Users/${userId}`, body: resource({ active: true }) },
  putWithoutActive: { method: 'PUT', path: `/Users/${userId}`, body: resource({}) },
} satisfies Record<string, ScimRequest>;
