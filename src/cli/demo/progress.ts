import { style } from '../output.ts';
import type { Actor } from './cast.ts';
import type { Phrase, Tone } from './words.ts';

/** One line for each desktop, kept up to date on a terminal and appended to where there is none. */
export interface Progress {
  show(phrases: ReadonlyMap<Actor, Phrase>): void;
  /** Leaves the lines as they are. */
  close(): void;
}

export const silent: Progress = { show: () => {}, close: () => {} };

const signs: Readonly<Record<Tone, string>> = {
  'under-way': '·',
  waiting: '·',
  blocked: '■',
  good: '✓',
  kept: '○',
  bad: '✗',
};

const colours = {
  'under-way': 'dim',
  waiting: 'dim',
  blocked: 'yellow',
  good: 'green',
  kept: 'cyan',
  bad: 'red',
} as const;

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export const startProgress = (actors: readonly Actor[], stream: NodeJS.WriteStream): Progress => {
  const awkwardWidth = Math.max(...actors.map(({ part }) => part.awkward.length));
  const line = (actor: Actor, { tone, text }: Phrase, frame?: string): string => {
    const { computerName, part } = actor;
    const sign = frame !== undefined && tone === 'under-way' ? frame : signs[tone];
    const before = `  ${sign} ${computerName}  ${part.awkward.padEnd(awkwardWidth)}  `;
    const room = Math.max(10, (stream.columns ?? 120) - before.length - 1);
    const words = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return `  ${style(colours[tone], sign, stream)} ${computerName}  ${part.awkward.padEnd(awkwardWidth)}  ${style(colours[tone], words, stream)}`;
  };
  // Lines that have scrolled off the top cannot be written again.
  const fits = stream.isTTY && (stream.rows ?? 0) > actors.length + 2;
  return fits ? redrawn(actors, line, stream) : appended(line, stream);
};

type Line = (actor: Actor, phrase: Phrase, frame?: string) => string;

function redrawn(actors: readonly Actor[], line: Line, stream: NodeJS.WriteStream): Progress {
  let latest: ReadonlyMap<Actor, Phrase> = new Map();
  let frame = 0;
  let drawn = false;
  const draw = () => {
    const lines = actors.map((actor) => {
      const phrase = latest.get(actor) ?? { tone: 'under-way', text: 'ordered' };
      return `${clearLine}${line(actor, phrase, spinner[frame % spinner.length])}\n`;
    });
    stream.write(`${drawn ? up(actors.length) : hideCursor}${lines.join('')}`);
    drawn = true;
    frame += 1;
  };
  const timer = setInterval(draw, 100);
  return {
    show: (phrases) => {
      latest = phrases;
    },
    close: () => {
      clearInterval(timer);
      draw();
      stream.write(showCursor);
    },
  };
}

function appended(line: Line, stream: NodeJS.WriteStream): Progress {
  const said = new Map<Actor, string>();
  return {
    show: (phrases) => {
      for (const [actor, phrase] of phrases) {
        const isNews = phrase.tone !== 'under-way' || phrase.text.includes('again after');
        if (!isNews || said.get(actor) === phrase.text) continue;
        said.set(actor, phrase.text);
        stream.write(`${line(actor, phrase)}\n`);
      }
    },
    close: () => {},
  };
}

const escape = '\u001B[';
const clearLine = `${escape}2K`;
const hideCursor = `${escape}?25l`;
const showCursor = `${escape}?25h`;
const up = (lines: number) => `${escape}${lines}A`;
