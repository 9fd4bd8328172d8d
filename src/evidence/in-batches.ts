/** As many as are read at a time: all of a store are more than can be open at once. */
const atOnce = 32;

export function* inBatches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += atOnce) yield all.slice(start, start + atOnce);
}
