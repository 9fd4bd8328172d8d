const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
];

/** A length of time as people say it, in one unit that fits twice: "45 s", "12 min", "3 h", "5 d". */
export const age = (milliseconds: number): string => {
  const all = Math.max(0, Math.round(milliseconds / 1_000));
  const { name, seconds } = units.find((unit) => all >= 2 * unit.seconds) ?? {
    name: 's',
    seconds: 1,
  };
  return `${Math.floor(all / seconds)} ${name}`;
};
