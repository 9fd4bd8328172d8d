import { CancellationScope } from '@temporalio/workflow';
import type { DesktopAnswer } from '../../activities/tell-desktops.ts';
import { counted } from '../../domain/counted.ts';
import type { VerbInput, VerbName } from '../../domain/verbs.ts';
import { isStepResult } from './step-result.ts';
import type { About } from './step-runner.ts';
import { execute } from './steps.ts';

/** Says verbs to the runs of desktops that a run answers for. */
export class Telling {
  readonly #about: Exclude<About, { desktopId: string }>;
  /** What was last said, and answered. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(about: Exclude<About, { desktopId: string }>) {
    this.#about = about;
  }

  /** Says a verb to the runs of desktops; what they answered, in sentences. */
  async tell<N extends VerbName>(
    verb: N,
    input: VerbInput<N>,
    desktopIds: readonly string[],
  ): Promise<string> {
    if (desktopIds.length === 0) return '';
    const answers = await this.ask(verb, input, desktopIds);
    if (answers === undefined) {
      return `The runs of its ${counted(desktopIds.length, 'desktop')} could not be reached; send it to them.`;
    }
    const words = answers.map(({ desktopId, sentence }) => `${desktopId}: ${sentence}`);
    const more = words.length > answersTold ? ` And ${words.length - answersTold} more.` : '';
    return `${words.slice(0, answersTold).join(' ')}${more}`;
  }

  /** The same; what each answered, or undefined if they could not be reached. */
  async ask<N extends VerbName>(
    verb: N,
    input: VerbInput<N>,
    desktopIds: readonly string[],
  ): Promise<DesktopAnswer[] | undefined> {
    const order = { ...this.#about, verb, input, desktopIds: [...desktopIds] };
    // One after the other: a release that is late must not undo a newer hold.
    const telling = this.#last.then(() =>
      CancellationScope.nonCancellable(() => execute('tellDesktops', order)).catch(() => undefined),
    );
    this.#last = telling;
    const told = await telling;
    return isStepResult(told) ? told.found.answers : undefined;
  }
}

/** Of the desktops' own words, so many are repeated in the answer to a verb. */
const answersTold = 20;
