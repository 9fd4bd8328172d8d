/** Lets through so many different values and calls all further ones `other`: labels cost memory for ever. */
export function bounded(atMost: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.size < atMost) seen.add(value);
    return seen.has(value) ? value : 'other';
  };
}
