import { randomUUID } from 'node:crypto';
import type { RequestRecord } from '../../simulator/requests.ts';
import type { Part } from './part.ts';

/** Made-up desktops in every awkward state. Times in `sim` are milliseconds. */
export const parts: readonly Part[] = [
  { awkward: 'nothing, for once', ends: 'deleted', user: 'gone' },
  {
    awkward: 'remote assistance is open',
    desktop: { sim: { assistance: 'OPEN' } },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'assistance waits for its user',
    desktop: { sim: { assistance: 'WAIT_USER_CONFIRM' } },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'collaboration is on',
    desktop: { sim: { collaboration: true } },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'its collaboration job fails once',
    desktop: { sim: { collaboration: true, jobFailsTimes: 1 } },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'busy when it is to be deleted',
    faults: [{ operation: 'DeleteDesktop', times: 2, status: 409, error_code: 'WKS.00010032' }],
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'the API throttles us',
    faults: [{ operation: 'ShowDesktopDetail', times: 2, status: 429, error_code: 'APIGW.0308' }],
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'our token expires half-way',
    desktop: { sim: { collaboration: true, jobMs: 4_000 } },
    meanwhile: {
      isDue: asked('DeleteDesktopSubResources'),
      does: ({ simulator }) => simulator.expireTokens(),
      until: (calls) => calls.some(({ status }) => status === 401),
    },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'a colleague deletes it meanwhile',
    // A slow answer, so that there is a meanwhile.
    faults: [{ operation: 'ShowRemoteAssistance', delay_ms: 2_000 }],
    meanwhile: {
      isDue: asked('ShowRemoteAssistance'),
      does: ({ deleteAsColleague }) => deleteAsColleague(),
    },
    ends: 'already-gone',
    user: 'kept',
  },
  {
    awkward: 'the reply to its delete is lost',
    desktop: { sim: { deleteInvisibleMs: 3_500 } },
    faults: [{ operation: 'DeleteDesktop', drop: 'after' }],
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'a user is connected',
    desktop: { status: 'ACTIVE', login_status: 'CONNECTED' },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'a session that no log-off ends',
    desktop: { status: 'ACTIVE', login_status: 'CONNECTED', sim: { ignoresLogoff: true } },
    meanwhile: {
      isDue: asked('BatchLogoffDesktops', 4_000),
      does: ({ simulator, actor }) =>
        simulator.change(actor.desktopId, { login_status: 'DISCONNECTED' }),
    },
    ends: 'deleted',
    user: 'gone',
  },
  {
    awkward: 'its user has another desktop',
    hasAnotherDesktop: true,
    ends: 'deleted',
    user: 'kept',
  },
  {
    awkward: 'given to somebody else half-way',
    desktop: { sim: { collaboration: true } },
    meanwhile: {
      isDue: asked('DeleteDesktopSubResources'),
      does: ({ simulator, actor }) =>
        simulator.change(actor.desktopId, {
          attach_user_infos: [{ user_id: randomUUID(), user_name: 'the-next-owner' }],
        }),
    },
    ends: 'blocked',
  },
  {
    awkward: 'paid for the whole year',
    desktop: { charge_mode: '0', order_id: 'CS2611211200ABCDE' },
    ends: 'blocked',
  },
  {
    awkward: 'frozen by the provider',
    desktop: { is_freeze: true },
    decision: { action: 'skip', reason: 'Legal wants it kept until the case is closed.' },
    ends: 'kept',
  },
];

/** True once an operation was called about the desktop, and so many milliseconds have passed. */
function asked(operation: string, afterMs = 0) {
  return (calls: readonly RequestRecord[]): boolean =>
    calls.some(
      (call) => call.operation === operation && Date.now() - Date.parse(call.time) >= afterMs,
    );
}
