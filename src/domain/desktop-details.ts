import type { DesktopStatus, StepReceipt } from './result.ts';
import { resolve } from './verbs.ts';

const cell = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

/** More rows would bury the rest; all of them are in the result and in the query `status`. */
const maxRows = 40;

const time = (iso: string) => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

const tries = ({ attempts }: StepReceipt) => (attempts > 1 ? `, ${attempts} attempts` : '');

const met = ({ errorCodes }: StepReceipt) =>
  Object.entries(errorCodes)
    .map(([code, times]) => ` Met ${code}${times > 1 ? ` ×${times}` : ''}.`)
    .join('');

// Three columns: the Web UI gives the details half a page, and its tables neither padding nor a scroll bar.
const row = (receipt: StepReceipt) =>
  `| ${[
    receipt.step,
    `${receipt.outcome}${tries(receipt)}`,
    `${receipt.summary}${met(receipt)} (${receipt.endedAt.slice(11, 19)})`,
  ]
    .map((text) => `${cell(text)}\u00a0\u00a0`)
    .join(' | ')} |`;

/** A run in markdown, for the Web UI's current details: where it stands, and what can be done now. */
export function desktopDetails(status: DesktopStatus): string {
  const { state, sentence, due, blocked, refused, steps } = status;
  const parts = [`**${state}** – ${sentence}`];
  if (due !== undefined) parts.push(`Waits until ${time(due)} at the latest.`);
  if (blocked !== undefined) {
    parts.push(
      `**${blocked.errorCode}** in ${blocked.step}, since ${time(blocked.since)}: ${blocked.message}`,
      blocked.advice,
      `**What you can do now:** send \`resolve\`, as an update or a signal. ${resolve.meaning}`,
      `\`\`\`json\n${resolve.example}\n\`\`\``,
    );
  }
  if (refused !== undefined) {
    parts.push(`Refused signals: ${refused.count}. The last one: ${refused.sentence}`);
  }
  if (steps.length > maxRows) parts.push(`The last ${maxRows} of ${steps.length} steps:`);
  if (steps.length > 0) {
    parts.push(
      [
        '| step | outcome | what happened (UTC) |',
        '|:--|:--|:--|',
        ...steps.slice(-maxRows).map(row),
      ].join('\n'),
    );
  }
  return parts.join('\n\n');
}
