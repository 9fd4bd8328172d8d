import type { ErrorCodeRow } from './row.ts';

const source = 'this project';

const login = ['KeystoneCreateUserTokenByPassword'] as const;

const endpoint =
  'Check the endpoints in the settings, and firewall, proxy and DNS of this machine.';
const statusPage = 'See the cloud’s status page for this region; resolve with retry later.';
const ours = 'The API cannot take the request. Look at the request id in a ticket to the vendor.';

/**
 * Codes that this client makes where the API sends none. `HTTP.<status>` also decides for codes that
 * the table does not know, and `HTTP.4xx` and the like for the statuses that have no row.
 */
export const ownRows: readonly ErrorCodeRow[] = [
  {
    code: 'NET.TIMEOUT',
    meaning: 'no answer arrived in time',
    class: 'retry',
    advice: `What became of a write is unknown. ${endpoint}`,
    source,
  },
  {
    code: 'NET.REFUSED',
    meaning: 'nobody listens at the endpoint, or no route leads there',
    class: 'retry',
    advice: endpoint,
    source,
  },
  {
    code: 'NET.RESET',
    meaning: 'the connection broke before the answer',
    class: 'retry',
    advice: `What became of a write is unknown. ${endpoint}`,
    source,
  },
  {
    code: 'NET.DNS',
    meaning: 'the name of the endpoint cannot be resolved',
    class: 'retry',
    advice: endpoint,
    source,
  },
  {
    code: 'NET.TLS',
    meaning: 'the certificate of the endpoint is not trusted',
    class: 'stop',
    advice:
      'Find out who answers at the endpoint. If your proxy replaces certificates, give its root to NODE_EXTRA_CA_CERTS; checks are never switched off.',
    source,
  },
  {
    code: 'NET.FAILED',
    meaning: 'the request failed on the network',
    class: 'retry',
    advice: endpoint,
    source,
  },
  {
    code: 'REPLY.UNREADABLE',
    meaning: 'the answer is not JSON',
    class: 'retry',
    advice: 'Something between here and the API may have changed the answer: check the proxy.',
    source,
    budget: 3,
  },
  {
    code: 'REPLY.INCOMPLETE',
    meaning: 'the answer lacks a field that this software needs',
    class: 'retry',
    advice: 'The API may have changed. Report the field named in the message.',
    source,
    budget: 3,
  },
  {
    code: 'REPLY.TOO_LARGE',
    meaning: 'the answer is longer than allowed',
    class: 'stop',
    advice: 'Raise the limit on responses in the settings, if the endpoint is the right one.',
    source,
  },
  {
    code: 'REPLY.FOREIGN',
    status: 404,
    meaning: 'a "not found" page that does not come from the API',
    class: 'stop',
    advice:
      'Check the endpoints in the settings, and the proxy on the way: another server answers there.',
    source,
  },
  {
    code: 'REQUEST.INVALID',
    meaning: 'the request breaks the rules of the API and was not sent',
    class: 'stop',
    advice: 'Correct the field that the message names.',
    source,
  },
  {
    code: 'JOB.FAILED',
    operations: ['job'],
    meaning: 'a job in the cloud failed',
    class: 'retry',
    advice: 'Read the reason in the message, see the job in the console, then resolve with retry.',
    source,
    delaySeconds: 20,
    capSeconds: 120,
    budget: 3,
  },
  {
    code: 'HTTP.3xx',
    meaning: 'the endpoint redirects, and redirects are not followed with credentials',
    class: 'stop',
    advice: 'Put the address it redirects to into the settings, if it is the vendor’s.',
    source,
  },
  {
    code: 'HTTP.4xx',
    meaning: 'the API refuses the request',
    class: 'stop',
    advice: ours,
    source,
  },
  {
    code: 'HTTP.400',
    meaning: 'the API finds the request wrong',
    class: 'stop',
    advice: ours,
    source,
  },
  {
    code: 'HTTP.401',
    operations: login,
    meaning: 'IAM refused the login',
    class: 'stop',
    advice:
      'Check user name, domain name and password. Do not try again before: wrong passwords lock the account.',
    source,
  },
  {
    code: 'HTTP.401',
    meaning: 'the API does not accept the credentials',
    class: 'credentials',
    advice: 'Check the credentials of this project in the settings.',
    source,
  },
  {
    code: 'HTTP.403',
    meaning: 'the credentials are good, but do not allow this',
    class: 'stop',
    advice: 'Give the IAM user the permissions of deploy/iam-policy.json, then resolve with retry.',
    source,
  },
  {
    code: 'HTTP.404',
    operations: [
      'ShowDesktopDetail',
      'DeleteDesktop',
      'ShowDesktopRemoteAssistanceInfo',
      'CancelRemoteAssistance',
      'DeleteDesktopSubResources',
      'BatchLogoffDesktops',
      'ShowTagByDesktopId',
      'DeleteTag',
      'ListUserDetail',
      'DeleteUser',
      'ChangeUserStatus',
    ],
    meaning: 'what was asked for does not exist',
    class: 'gone',
    advice: 'Nothing to do.',
    source: 'https://support.huaweicloud.com/intl/en-us/api-workspace/DeleteDesktop.html',
  },
  {
    code: 'HTTP.404',
    meaning: 'the API does not know what was asked for',
    class: 'stop',
    advice: 'Check the endpoints and the project id in the settings.',
    source,
  },
  {
    code: 'HTTP.405',
    meaning: 'the endpoint does not take this method',
    class: 'stop',
    advice: 'Check the endpoints in the settings.',
    source,
  },
  {
    code: 'HTTP.408',
    meaning: 'the request arrived too slowly',
    class: 'throttled',
    advice: endpoint,
    source,
  },
  {
    code: 'HTTP.409',
    meaning: 'the state of the desktop forbids this now',
    class: 'busy',
    advice:
      'See in the console what the desktop is doing. Wait for it to end or cancel it, then resolve with retry.',
    source,
  },
  {
    code: 'HTTP.429',
    meaning: 'too many calls',
    class: 'throttled',
    advice: 'Nothing to do if it passes. Else find who else calls with this user.',
    source,
  },
  {
    code: 'HTTP.5xx',
    meaning: 'the API failed',
    class: 'retry',
    advice: statusPage,
    source,
  },
  {
    code: 'HTTP.500',
    meaning: 'an internal error of the service',
    class: 'retry',
    advice: statusPage,
    source,
  },
  {
    code: 'HTTP.502',
    meaning: 'the service is not available',
    class: 'retry',
    advice: statusPage,
    source,
  },
  {
    code: 'HTTP.503',
    meaning: 'the service is not available',
    class: 'retry',
    advice: statusPage,
    source,
  },
  {
    code: 'HTTP.504',
    meaning: 'the service did not answer in time',
    class: 'retry',
    advice: `What became of a write is unknown. ${statusPage}`,
    source,
  },
];
