import type { Notice, NoticeType } from '../domain/notice.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { NotificationSettings } from '../settings/settings.ts';
import type { Delivery } from './delivery.ts';
import { deliveryBy } from './delivery.ts';
import { post } from './post.ts';
import { PrivateAddress } from './private-address.ts';
import { signed } from './sign.ts';

/** Whoever hears of cases and clean-ups, by a signed webhook. */
export interface Receiver {
  /** Whether notices of this type are for it. */
  hears(type: NoticeType): boolean;
  tell(notice: Notice, signal: AbortSignal): Promise<Delivery>;
}

interface Surroundings {
  /** Temporal's, for links to its Web UI. */
  namespace: string;
  /** Its newest entry goes along, for the receiver to keep. */
  ledger: Pick<Ledger, 'head'>;
}

/** Makes the receiver that the settings name. Opens no connection yet. */
export function receiver(
  { url: address, secrets, allowPrivate, timeoutMs, events, webUi }: NotificationSettings,
  { namespace, ledger }: Surroundings,
): Receiver {
  const url = new URL(address);

  const bodyOf = async ({ type, timestamp, ...data }: Notice) => {
    const runs = `${webUi}/namespaces/${encodeURIComponent(namespace)}/workflows`;
    const link = `${runs}/${encodeURIComponent(data.workflowId)}`;
    // A ledger that cannot be read keeps nobody from being told.
    const ledgerHead = await ledger.head().catch(() => undefined);
    const more = { ...(webUi && { link }), ...(ledgerHead && { ledgerHead }) };
    return JSON.stringify({ type, timestamp, data: { ...data, ...more } });
  };

  return {
    hears: (type) => events.includes(type),
    tell: async (notice, signal) => {
      const body = await bodyOf(notice);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'workspace-offboarding',
        ...signed(secrets, notice.id, new Date(), body),
      };
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const either = AbortSignal.any([signal, limit]);
        const answer = await post({ url, headers, body, allowPrivate, signal: either });
        return deliveryBy(url.host, answer);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof PrivateAddress) {
          const sentence = `${error.message}, so nothing was sent; if it is meant, set notifications.allowPrivate.`;
          return { is: 'refused', sentence };
        }
        const why = limit.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error);
        const sentence = `${url.host} did not take the notice: ${why}.`;
        return { is: 'put-off', sentence, notBeforeMs: 0 };
      }
    },
  };
}

/** The code of a system or TLS error; its message may name internal addresses. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.message : String(error);
}
