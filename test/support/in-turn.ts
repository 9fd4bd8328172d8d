let turn: Promise<unknown> = Promise.resolve();

/** Starts one worker after the other: each takes all of a processor, and many at once would all be late. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}
