import { counted } from '../domain/counted.ts';
import { listed } from './calendar-in-words.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** A length of time exactly: `60 days`, `6 days and 23 hours`. */
export const span = (milliseconds: number): string => {
  let rest = milliseconds;
  const parts = units.map(([name, unit]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? '' : counted(count, name);
  });
  return listed(parts.filter((part) => part !== '')) || '0 seconds';
};
