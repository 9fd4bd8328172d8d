import { style } from '../output.ts';
import { wrapped } from './wrapped.ts';
import type { Phrase } from './words.ts';

/** Something that happened in a story of the demo, on the story's clock. */
export interface Moment {
  atMs: number;
  phrase: Phrase;
}

/** The moments of a story, in order; `say` shows each at once. */
export interface Diary {
  moments: readonly Moment[];
  say(phrase: Phrase): void;
}

/** The same once more is no news. */
export const openDiary = (show: (phrase: Phrase) => void): Diary => {
  const begunAt = Date.now();
  const moments: Moment[] = [];
  const say = (phrase: Phrase) => {
    if (moments.at(-1)?.phrase.text === phrase.text) return;
    moments.push({ atMs: Date.now() - begunAt, phrase });
    show(phrase);
  };
  return { moments, say };
};

/** Each moment with its time, in lines of at most so many characters. */
export const momentLines = (moments: readonly Moment[], columns = 100): string[] =>
  moments.flatMap(({ atMs, phrase }) => {
    const at = `  ${(atMs / 1_000).toFixed(1).padStart(6)} s  `;
    return wrapped(phrase.text, columns - at.length).map((line, index) =>
      style('dim', `${index === 0 ? at : ' '.repeat(at.length)}${line}`),
    );
  });
