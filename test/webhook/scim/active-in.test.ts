import { expect, test } from 'vitest';
import { activeInPatch, activeInResource } from '../../../src/webhook/scim/active-in.ts';
import { filterIn } from '../../../src/webhook/scim/filter.ts';
import { entra, okta } from './requests.ts';

const operation = (over: object) => ({ Operations: [{ op: 'replace', ...over }] });

test.for([
  ['Entra, with text for the value', entra.disable.body, false],
  ['Entra, by the flag for SCIM compliance', entra.disableCompliant.body, false],
  ['Entra, without a path', entra.disablePathless.body, false],
  ['Entra, with a list for the value', entra.disableListed.body, false],
  ['Entra, enabling', entra.enable.body, true],
  ['Entra, of a name', entra.rename.body, undefined],
  ['Okta, without a path', okta.deactivate.body, false],
  ['Okta, enabling', okta.activate.body, true],
  [
    'a full path',
    operation({ path: 'urn:ietf:params:scim:schemas:core:2.0:User:active', value: false }),
    false,
  ],
  [
    'a full name, without a path',
    operation({ value: { 'urn:ietf:params:scim:schemas:core:2.0:User:active': false } }),
    false,
  ],
  ['a value without a path that is no map', operation({ value: 'False' }), 'unclear'],
  [
    'the last of several',
    {
      Operations: [
        { op: 'Add', path: 'active', value: true },
        { op: 'REPLACE', path: 'active', value: 'FALSE' },
      ],
    },
    false,
  ],
  ['one that takes it away', { Operations: [{ op: 'remove', path: 'active' }] }, undefined],
  ['what is neither', operation({ path: 'active', value: 'perhaps' }), 'unclear'],
  ['no value', operation({ path: 'active' }), 'unclear'],
  ['no operations', { active: false }, 'unclear'],
  ['no body', undefined, 'unclear'],
] as const)('a PATCH is understood: %s', ([, body, active]) => {
  expect(activeInPatch(body)).toBe(active);
});

test.for([
  ['Okta, deactivating', okta.putInactive.body, false],
  ['Okta, of a profile', okta.putProfile.body, true],
  [
    'by its full name',
    { 'urn:ietf:params:scim:schemas:core:2.0:User:Active': 'False', userName: 'jane' },
    false,
  ],
  ['without active', { userName: 'jane' }, undefined],
] as const)('a PUT is understood: %s', ([, body, active]) => {
  expect(activeInResource(body)).toBe(active);
});

test.for([
  ['userName eq "jane@example.com"', { attribute: 'userName', value: 'jane@example.com' }],
  ['USERNAME EQ "a \\"b\\""', { attribute: 'userName', value: 'a "b"' }],
  ['externalId eq "jyoung"', { attribute: 'externalId', value: 'jyoung' }],
  ['userName sw "j"', undefined],
  ['userName eq jane', undefined],
  ['userName eq "a" or userName eq "b"', undefined],
] as const)('the filter %s is read or refused', ([text, filter]) => {
  expect(filterIn(text)).toEqual(filter);
});
