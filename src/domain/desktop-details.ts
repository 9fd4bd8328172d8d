import type { DesktopStatus, StepReceipt } from './result.ts';
import { resolve } from './verbs.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

const time = (iso: string) => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

const row = (receipt: StepReceipt) => {
  const met = Object.entries(receipt.errorCodes).map(([code, times]) => `${code} ×${times}`);
  return `| ${[
    receipt.step,
    receipt.outcome,
    receipt.attempts,
    time(receipt.endedAt),
    met.join(', '),
    receipt.summary,
  ]
    .map((value) => cell(String(value)))
    .join(' | ')} |`;
};

/** A run in markdown, for the Web UI's current details: where it stands, and what can be done now. */
export function desktopDetails(status: DesktopStatus): string {
  const { state, sentence, due, blocked, refused, steps } = status;
  const parts = [`**${state}** – ${sentence}`];
  if (due !== undefined) parts.push(`Waits until ${time(due)} at the latest.`);
  if (blocked !== undefined) {
    parts.push(
      `**${blocked.errorCode}** in ${blocked.step}, since ${time(blocked.since)}: ${blocked.message}`,
      blocked.advice,
      `What you can do now: send \`resolve\`, as an update or a signal. ${resolve.description}`,
    );
  }
  if (refused !== undefined) {
    parts.push(`Refused signals: ${refused.count}. The last one: ${refused.sentence}`);
  }
  if (steps.length > 0) {
    parts.push(
      [
        '| step | outcome | attempts | ended | codes met | what happened |',
        '|---|---|---|---|---|---|',
        ...steps.map(row),
      ].join('\n'),
    );
  }
  return parts.join('\n\n');
}
