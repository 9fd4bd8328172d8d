import { html } from 'hono/html';

export type Cell = string | number | null;

/** Names and values under a heading. */
export const facts = (title: string, values: readonly [string, string][]) =>
  html`<h2>${title}</h2>
    ${grid(['', ''], values)}`;

/** A table. */
export const grid = (headings: readonly string[], cells: readonly (readonly Cell[])[]) =>
  html`<table>
    <tr>
      ${headings.map((heading) => html`<th>${heading}</th>`)}
    </tr>
    ${cells.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell ?? ''}</td>`)}
        </tr>`,
    )}
  </table>`;
