import { printable } from '../../domain/words.ts';

/** Rows as comma-separated values (RFC 4180), safe to open in a spreadsheet: no cell is a formula. */
export const csv = (rows: readonly (readonly (string | number | boolean | null)[])[]): string =>
  rows.map((row) => row.map(cell).join()).join('\r\n');

const cell = (value: string | number | boolean | null): string => {
  const written = printable(String(value ?? ''));
  // What spreadsheets would calculate, or worse, is text to them after an apostrophe.
  const text = written.replaceAll(/(?<=^|;)(?=[=+\-@＝＋－＠])/g, "'");
  // Where a comma parts decimals, a semicolon parts cells.
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
