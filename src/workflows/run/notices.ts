import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Notice, NoticeType } from '../../domain/notice.ts';
import type { InputOf } from './steps.ts';
import { execute } from './steps.ts';

/** What every notice begins with. The sentence is by default where the run stands. */
export interface NoticeHead<T extends NoticeType> extends Pick<
  Notice,
  'id' | 'timestamp' | 'workflowId'
> {
  type: T;
  sentence?: string;
}

/** What a run tells people. Nothing fails with it, and nothing but the end of the run waits for it. */
export class Notices<T extends NoticeType> {
  readonly #write: (head: NoticeHead<T>) => InputOf<'notify'>;
  #given = 0;
  #untold = 0;

  /** `write` makes a notice of its head, by where the run stands now. */
  constructor(write: (head: NoticeHead<T>) => InputOf<'notify'>) {
    this.#write = write;
  }

  get areTold(): boolean {
    return this.#untold === 0;
  }

  /** Tells people, if anybody wants to hear. */
  tell(type: T, sentence?: string): void {
    const { workflowId, runId } = workflowInfo();
    this.#given += 1;
    const id = `${runId}-${this.#given}`;
    const timestamp = new Date().toISOString();
    const more = sentence === undefined ? {} : { sentence };
    const notice = this.#write({ type, id, timestamp, workflowId, ...more });
    this.#untold += 1;
    CancellationScope.nonCancellable(() => execute('notify', notice))
      .catch(() => undefined)
      .finally(() => (this.#untold -= 1));
  }

  /** Until people were told, but not for long: what is not sent when a run ends never is. */
  async untilTold(): Promise<void> {
    if (this.areTold) return;
    await CancellationScope.nonCancellable(() =>
      condition(() => this.areTold, '1 minute', { summary: 'Wait until people were told' }),
    );
  }
}
