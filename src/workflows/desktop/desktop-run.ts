import { condition } from '@temporalio/workflow';
import * as v from 'valibot';
import type { BoundOrder, DesktopOrder, Go } from '../../domain/order.ts';
import { goSchema } from '../../domain/order.ts';
import { ownSignals } from '../../domain/own-signals.ts';
import type { Circumstance } from '../../domain/policy.ts';
import { DesktopBoard } from './desktop-board.ts';
import type { Ears } from '../run/listen.ts';
import { Steering } from '../run/steering.ts';
import { StepRunner } from '../run/step-runner.ts';

/** The run of one desktop: its board, its steps, and what operators and its case say to it. */
export class DesktopRun extends StepRunner<DesktopBoard> {
  readonly #desktopId: string;
  /** The order as it is carried out: with what the case said, and where it was first looked at. */
  order: DesktopOrder | BoundOrder;
  readonly #waits = new Map<Circumstance, Date>();
  /** Every `go` that came, in order; undefined for one that cannot be understood. */
  readonly #heard: (Go | undefined)[] = [];

  constructor({ desktopId, awaitGo, ...order }: DesktopOrder) {
    const board = new DesktopBoard({ desktopId, awaitGo, ...order }, () => steering.hold);
    const steering = new Steering({
      standing: () => board.status,
      note: (record) => board.note(record),
      changed: () => board.publish(),
    });
    super({ desktopId }, board, steering);
    this.#desktopId = desktopId;
    this.order = { desktopId, awaitGo, ...order };
    const ears: Ears = {
      [ownSignals.go]: {
        description: 'Sent by the case of a leaver, when this desktop may be deleted.',
        hear: ([input]) => {
          const parsed = v.safeParse(goSchema, input);
          this.#heard.push(parsed.success ? parsed.output : undefined);
        },
      },
    };
    steering.listen({}, awaitGo ? ears : {});
  }

  /**
   * Waits for the `go` of the case that started this run. Only that case can give it: the history says
   * who sent it.
   *
   * @throws Rescinded
   */
  async untilGo(): Promise<Go> {
    for (let judged = 0; ;) {
      while (this.#heard.length === judged) {
        await condition(() => this.#heard.length > judged || !this.steering.isFree);
        await this.steering.untilFree();
      }
      judged = this.#heard.length;
      const found = await this.read('confirmGo', { desktopId: this.#desktopId });
      const go = found?.genuine.map((nth) => this.#heard[nth]).find((one) => one !== undefined);
      if (go !== undefined) return go;
      const sentence = 'Only the case that this run belongs to can let it begin.';
      const at = new Date().toISOString();
      this.board.note({ verb: ownSignals.go, via: 'signal', at, outcome: 'refused', sentence });
      this.board.publish();
    }
  }

  /** Since when the run waits for this to pass; a wait that was given up in between goes on. */
  waitsFor(circumstance: Circumstance): Date {
    const since = this.#waits.get(circumstance) ?? new Date();
    this.#waits.set(circumstance, since);
    return since;
  }

  /** A person has looked: deadlines count anew. */
  forgetWaits(): void {
    this.#waits.clear();
  }
}
