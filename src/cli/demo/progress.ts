import { style } from '../output.ts';
import type { Phrase, Tone } from './words.ts';

/** Whose line it is. */
export interface Role {
  name: string;
  /** What is awkward, in a few plain words. */
  awkward: string;
}

/** One line for each role, kept up to date on a terminal and appended to where there is none. */
export interface Progress {
  show(phrases: ReadonlyMap<Role, Phrase>): void;
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

export const startProgress = (roles: readonly Role[], stream: NodeJS.WriteStream): Progress => {
  const nameWidth = Math.max(...roles.map(({ name }) => name.length));
  const awkwardWidth = Math.max(...roles.map(({ awkward }) => awkward.length));
  const line = (role: Role, { tone, text }: Phrase, frame?: string): string => {
    const who = `${role.name.padEnd(nameWidth)}  ${role.awkward.padEnd(awkwardWidth)}`;
    const sign = frame !== undefined && tone === 'under-way' ? frame : signs[tone];
    const before = `  ${sign} ${who}  `;
    const room = Math.max(10, (stream.columns ?? 120) - before.length - 1);
    const words = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return `  ${style(colours[tone], sign, stream)} ${who}  ${style(colours[tone], words, stream)}`;
  };
  // Lines that have scrolled off the top cannot be written again.
  const fits = stream.isTTY && (stream.rows ?? 0) > roles.length + 2;
  return fits ? redrawn(roles, line, stream) : appended(line, stream);
};

type Line = (role: Role, phrase: Phrase, frame?: string) => string;

function redrawn(roles: readonly Role[], line: Line, stream: NodeJS.WriteStream): Progress {
  let latest: ReadonlyMap<Role, Phrase> = new Map();
  let frame = 0;
  let drawn = false;
  const draw = () => {
    const lines = roles.map((role) => {
      const phrase = latest.get(role) ?? { tone: 'under-way', text: 'ordered' };
      return `${clearLine}${line(role, phrase, spinner[frame % spinner.length])}\n`;
    });
    stream.write(`${drawn ? up(roles.length) : hideCursor}${lines.join('')}`);
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
  const said = new Map<Role, string>();
  return {
    show: (phrases) => {
      for (const [role, phrase] of phrases) {
        const isNews = phrase.tone !== 'under-way' || phrase.text.includes('again after');
        if (!isNews || said.get(role) === phrase.text) continue;
        said.set(role, phrase.text);
        stream.write(`${line(role, phrase)}\n`);
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
