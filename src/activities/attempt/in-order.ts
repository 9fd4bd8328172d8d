/**
 * Does some work for each item, `atOnce` of them at a time, and gives the results in the order of the
 * items. When one fails, or nobody wants more, what is under way is waited for: nothing goes on behind.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  let begun = 0;
  try {
    for (;;) {
      for (const item of items.slice(begun, begun + atOnce - underWay.length)) {
        begun += 1;
        const end = work(item);
        // One may fail before its turn: it is heard of then.
        end.catch(() => undefined);
        underWay.push(end);
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
