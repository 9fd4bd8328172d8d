/** Ctrl-C, a polite kill, or a terminal that was closed. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Interruption {
  signal: AbortSignal;
  /** Rejects with Interrupted; never resolves. */
  interrupted: Promise<never>;
  /** Lets signals have their usual effect again. */
  forget(): void;
}

/** Turns signals to end into an interruption. Further ones are ignored: the clean-up is under way. */
export const interruption = (): Interruption => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Interrupted('interrupted'));
  for (const name of signals) process.on(name, interrupt);
  const { signal } = controller;
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  interrupted.catch(() => {});
  return {
    signal,
    interrupted,
    forget: () => {
      for (const name of signals) process.off(name, interrupt);
    },
  };
};
