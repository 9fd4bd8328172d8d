import { killSwitchSentence } from './kill-switch-sentence.ts';
import { knownZone, localTime } from './local-time.ts';
import type { StepReceipt } from './result.ts';
import type { RunStatus } from './run-status.ts';
import { untilWhen } from './verb-rules.ts';
import type { VerbName } from './verbs.ts';
import { verbs } from './verbs.ts';

/**
 * The Web UI passes the details on in the address of a page, and proxies commonly take 8 KB of it.
 * What is left out is in the result and in the query `status`.
 */
const maxEncoded = 7_000;
const maxEncodedVerbs = 2_000;
export const encodedLength = (text: string) => encodeURIComponent(text.toWellFormed()).length;

/** Writes a time (ISO 8601) for people. */
export type At = (iso: string) => string;

/** A verb that can be said now, with an input that can be pasted. */
export interface PossibleVerb {
  name: VerbName;
  example: string;
}

/** What makes the details of one workflow differ from those of another. */
export interface Particulars {
  possible: readonly PossibleVerb[];
  /** Right below where the run stands. */
  standing(at: At): string[];
  /** Above what can be done; gets the room there is for it, encoded. */
  body?(at: At, room: number): string[];
}

/** A run in markdown, for the Web UI's current details: where it stands, and what can be done now. */
export function runDetails(status: RunStatus, { possible, ...particular }: Particulars): string {
  const timeZone = knownZone(status.timeZone ?? 'UTC');
  const at = (iso: string) => `${localTime(iso, timeZone)} ${timeZone}`;
  const top = [...standing(status, at), ...particular.standing(at)];
  const todo = whatToDo(possible);
  const left = (parts: string[]) => maxEncoded - encodedLength(parts.join('\n\n'));
  const body = particular.body?.(at, left([...top, ...todo]) - maxEncodedVerbs) ?? [];
  const head = [...top, ...body, ...todo, ...said(status, at, maxEncodedVerbs)];
  return [...head, ...steps(status.steps, timeZone, left(head))].join('\n\n').toWellFormed();
}

/** The latest of all that there is room for. */
export function latest<T>(all: readonly T[], room: number, inWords: (one: T) => string): string[] {
  const lines: string[] = [];
  let left = room;
  for (const one of all.toReversed()) {
    const text = inWords(one);
    left -= encodedLength(`${text}\n`);
    if (left < 0) break;
    lines.unshift(text);
  }
  return lines;
}

function standing(status: RunStatus, at: At): string[] {
  const { state, beneath, sentence, due, blocked, hold, killSwitch } = status;
  const parts: string[] = [];
  if (hold === undefined) parts.push(`**${state}** – ${line(sentence)}`);
  else {
    parts.push(
      `**${state}** since ${at(hold.since)}, ${untilWhen(hold, at)}: ${line(hold.reason)}`,
      `Under the hold: **${beneath ?? ''}** – ${line(sentence)}`,
    );
  }
  if (due !== undefined) parts.push(`Waits until ${at(due)} at the latest.`);
  if (killSwitch !== undefined) {
    parts.push(`**${line(killSwitchSentence(killSwitch))}** It goes on by itself when it is off.`);
  }
  if (blocked !== undefined) {
    const { errorCode, step, since, message, advice } = blocked;
    parts.push(`**${line(errorCode)}** in ${step}, since ${at(since)}: ${line(message)}`, advice);
  }
  return parts;
}

function whatToDo(possible: readonly PossibleVerb[]): string[] {
  if (possible.length === 0) return [];
  return [
    '**What you can do now:** send one of these, as an update or as a signal.',
    ...possible.map(
      ({ name, example }) => `\`${name}\`: ${verbs[name].meaning}\n\`\`\`json\n${example}\n\`\`\``,
    ),
  ];
}

function said({ verbs: all, verbsLeftOut = 0 }: RunStatus, at: At, room: number): string[] {
  if (all.length === 0) return [];
  const refused = all.filter(({ outcome }) => outcome === 'refused').length;
  const lines = latest(all, room, ({ verb, via, outcome, sentence, reason, at: when }) => {
    const why = reason === undefined ? '' : ` Reason: ${line(reason, 60)}`;
    return `- **${line(verb, 30)}** by ${via} at ${at(when)}, ${outcome}: ${line(sentence, 120)}${why}`;
  });
  return [
    `**What was said to it:** ${all.length + verbsLeftOut}, refused: ${refused + verbsLeftOut}. The latest:`,
    lines.join('\n'),
  ];
}

function steps(all: readonly StepReceipt[], timeZone: string, room: number): string[] {
  if (all.length === 0) return [];
  const head = `| step | outcome | what happened (${timeZone}) |\n|:--|:--|:--|`;
  const rows = latest(all, room - encodedLength(head), (receipt) => row(receipt, timeZone));
  return [
    ...(rows.length < all.length ? [`The last ${rows.length} of ${all.length} steps:`] : []),
    [head, ...rows].join('\n'),
  ];
}

// Three columns: the Web UI gives the details half a page, and its tables neither padding nor a scroll bar.
const row = (receipt: StepReceipt, timeZone: string) =>
  `| ${[
    receipt.step,
    `${receipt.outcome}${tries(receipt)}`,
    `${receipt.summary}${met(receipt)} (${localTime(receipt.endedAt, timeZone).slice(11)})`,
  ]
    .map((text) => `${line(text)}\u00a0\u00a0`)
    .join(' | ')} |`;

const tries = ({ attempts }: StepReceipt) => (attempts > 1 ? `, ${attempts} attempts` : '');

const met = ({ errorCodes }: StepReceipt) =>
  Object.entries(errorCodes)
    .map(([code, times]) => ` Met ${code}${times > 1 ? ` ×${times}` : ''}.`)
    .join('');

/** What people or machines wrote, as one line of plain text: no markdown, no HTML. */
export const line = (text: string, most = 200) =>
  (text.length > most ? `${text.slice(0, most)}…` : text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>#|&~]/g, '\\$&');
