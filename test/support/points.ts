/** Points of a desktop's run, by the name of the desktop, at which a worker may meet with an accident. */
import type { Point } from './accidents.ts';

export type PointOf = (name: string) => Point;

/** `of`: what a call or a file of that desktop is known by. */
export const at =
  (is: Point['is'], of: (name: string) => string, nth = 1): PointOf =>
  (name) => ({ is, of: of(name), nth });

export const look = (name: string) => `^GET .*/desktops/${name}$`;
export const deletion = (name: string) => `^DELETE .*/desktops/${name}$`;
export const afterIntent = at('intent', (name) => `/${name}/.*DeleteDesktop.intent.json$`);
