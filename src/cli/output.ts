import { styleText } from 'node:util';
import { printable } from '../domain/words.ts';

/** Data, for people and pipes. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => print(JSON.stringify(value, undefined, 2));

/** A message: progress, questions, warnings, what to do next. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Colours where the stream is a terminal and NO_COLOR is not set. */
export const style = (
  format: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string => styleText(format, text, { stream });

/** Columns as wide as their widest cell, two spaces apart. No cell can forge a line. */
export const table = (written: readonly (readonly string[])[]): string => {
  const rows = written.map((row) => row.map(printable));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** A table whose last column is cut to what a terminal has room for; whole where there is none. */
export const tableWithin = (
  columns: number | undefined,
  rows: readonly (readonly string[])[],
): string => {
  if (columns === undefined) return table(rows);
  const before = table(rows.map((row) => [...row.slice(0, -1), '|'])).indexOf('|');
  const room = Math.max(columns - before, leastRoom);
  const cut = (text: string) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  return table(rows.map((row) => [...row.slice(0, -1), cut(row.at(-1) ?? '')]));
};

/** A table below an empty line, as wide as the terminal allows; nothing if it has no rows. */
export const titledTable = (headings: readonly string[], rows: readonly string[][]): string[] => {
  if (rows.length === 0) return [];
  const { isTTY, columns } = process.stdout;
  return ['', tableWithin(isTTY ? columns : undefined, [headings, ...rows])];
};

/** On a narrower terminal lines wrap, rather than say nothing. */
const leastRoom = 20;
