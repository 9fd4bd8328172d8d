/**
 * The exponent k of y ∝ x^k that fits best: the slope of log y over log x. 1 is linear, less is better.
 * NaN of fewer than two different x.
 */
export const growthOf = (points: readonly { x: number; y: number }[]): number => {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: 'x' | 'y') => logs.reduce((sum, point) => sum + point[of], 0) / logs.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  const together = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const alone = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return together / alone;
};
