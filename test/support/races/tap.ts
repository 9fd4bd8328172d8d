/** The calls of a run that others wait for, by method and path. */
export const calls = {
  look: /^GET .*\/desktops\/[^/]+$/,
  assistance: /^GET .*\/remote-assistance$/,
  'end of assistance': /^DELETE .*\/remote-assistance$/,
  'end of collaboration': /^POST .*\/delete-sub-resources$/,
  'log-off': /^POST .*\/desktops\/logoff$/,
  delete: /^DELETE .*\/desktops\/[^/]+$/,
  user: /^GET .*\/users\/[^/]+$/,
} as const;

export type Call = keyof typeof calls;

/** The n-th such call about a desktop, as it leaves or as its reply arrives. */
export interface Instant {
  call: Call;
  nth: number;
  edge: 'sent' | 'answered';
}

export interface Tap {
  /** Resolves in that very instant; at once if it is past. */
  reached(desktopId: string, instant: Instant): Promise<void>;
  close(): void;
}

const callNames = Object.keys(calls) as Call[];

/**
 * Listens to the API calls of workers in this process, and changes none. The simulator's own log
 * could tell the same, but only to who asks it again and again.
 *
 * @param desktopIds matches the id of a desktop wherever a request names it
 */
export function tapFetch(desktopIds: RegExp): Tap {
  const { fetch } = globalThis;
  const past = new Set<string>();
  const waiting = new Map<string, (() => void)[]>();
  const counts = new Map<string, number>();
  const happen = (what: string) => {
    past.add(what);
    for (const tell of waiting.get(what) ?? []) tell();
    waiting.delete(what);
  };

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const call = callNames.find((name) => calls[name].test(`${request.method} ${pathname}`));
    if (call === undefined || pathname.startsWith('/_sim/')) return fetch(request);
    const told = request.method === 'POST' ? await request.clone().text() : pathname;
    const subject = `${desktopIds.exec(told)?.[0]} ${call}`;
    const nth = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, nth);
    happen(`${subject} ${nth} sent`);
    try {
      return await fetch(request);
    } finally {
      happen(`${subject} ${nth} answered`);
    }
  };

  return {
    reached: (desktopId, { call, nth, edge }) =>
      new Promise((resolve) => {
        const what = `${desktopId} ${call} ${nth} ${edge}`;
        if (past.has(what)) resolve();
        else waiting.set(what, [...(waiting.get(what) ?? []), resolve]);
      }),
    close: () => {
      globalThis.fetch = fetch;
    },
  };
}
