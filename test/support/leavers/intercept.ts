import { calls } from '../races/tap.ts';
import type { Call } from '../races/tap.ts';

/** The n-th such call about a desktop from now on, before it leaves or before its reply is seen. */
export interface Gap {
  call: Call;
  nth: number;
  edge: 'before' | 'after';
}

export interface Interception {
  /** Has something happen in that gap, while the call waits. */
  in(desktopId: string, gap: Gap, happen: () => Promise<void>): void;
  close(): void;
}

/** Stands between the workers of this process and the API, so that something can happen in between. */
export function interceptFetch(): Interception {
  const { fetch } = globalThis;
  const waiting = new Map<string, { gap: Gap; left: number; happen: () => Promise<void> }>();

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const [, desktopId = ''] = /\/desktops\/([^/]+)/.exec(pathname) ?? [];
    const waits = waiting.get(desktopId);
    if (!waits || !calls[waits.gap.call].test(`${request.method} ${pathname}`)) {
      return fetch(request);
    }
    waits.left -= 1;
    if (waits.left > 0) return fetch(request);
    waiting.delete(desktopId);
    if (waits.gap.edge === 'before') await waits.happen();
    const reply = await fetch(request);
    if (waits.gap.edge === 'after') await waits.happen();
    return reply;
  };

  return {
    in: (desktopId, gap, happen) => {
      waiting.set(desktopId, { gap, left: gap.nth, happen });
    },
    close: () => {
      globalThis.fetch = fetch;
    },
  };
}
