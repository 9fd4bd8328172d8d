import type { Refusal } from '../../domain/refusals.ts';

/** We refuse by our own judgement. Thrown by what also runs outside of an activity; a step makes a failure of it. */
export class OwnRefusal extends Error {
  override readonly name = 'OwnRefusal';
  readonly type: Refusal;
  /** True if trying again may help. */
  readonly mayPass: boolean;

  constructor(type: Refusal, message: string, { mayPass = false } = {}) {
    super(message);
    this.type = type;
    this.mayPass = mayPass;
  }
}
