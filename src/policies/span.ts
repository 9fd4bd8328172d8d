const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A length of time exactly, in the largest unit that it is whole in: `60 days`, `167 hours`. */
export const span = (milliseconds: number): string => {
  const [name, unit] = units.find(([, length]) => milliseconds % length === 0) ?? [
    'millisecond',
    1,
  ];
  const count = milliseconds / unit;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
};
