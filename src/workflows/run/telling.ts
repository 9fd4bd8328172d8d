import { CancellationScope } from '@temporalio/workflow';
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
    const order = { ...this.#about, verb, input, desktopIds: [...desktopIds] };
    // One after the other: a release that is late must not undo a newer hold.
    const telling = this.#last.then(() =>
      CancellationScope.nonCancellable(() => execute('tellDesktops', order)).catch(() => undefined),
    );
    this.#last = telling;
    const told = await telling;
    if (!isStepResult(told)) {
      return `The runs of its ${desktopIds.length} desktops could not be reached; send it to them.`;
    }
    const words = told.found.answers.map(({ desktopId, sentence }) => `${desktopId}: ${sentence}`);
    const more = words.length > answersTold ? ` And ${words.length - answersTold} more.` : '';
    return `${words.slice(0, answersTold).join(' ')}${more}`;
  }
}

/** Of the desktops' own words, so many are repeated in the answer to a verb. */
const answersTold = 20;
