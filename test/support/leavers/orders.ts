/** Every order in which some things can come. */
export function* everyOrder<T>(things: readonly T[]): Generator<T[]> {
  if (things.length === 0) yield [];
  for (const [n, first] of things.entries()) {
    for (const rest of everyOrder(things.toSpliced(n, 1))) yield [first, ...rest];
  }
}
