import * as v from 'valibot';

/** The body of `POST /_sim/faults`: the next `times` calls of an operation go wrong. */
export const faultSchema = v.strictObject({
  operation: v.pipe(v.string(), v.minLength(1)),
  /** Only calls about this desktop: in path, query or body, or by its job or its user. */
  desktop_id: v.optional(v.pipe(v.string(), v.minLength(1))),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** Answers this instead of handling the call; the code defaults to one that fits, and vice versa. */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  error_code: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Waits first, in real milliseconds; the call is handled afterwards. */
  delay_ms: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  /** Cuts the connection: before the call is handled, or after it was, instead of the answer. */
  drop: v.optional(v.picklist(['before', 'after'])),
  /** A listing loses so many entries of its page; its count stays. */
  shorten: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** A listing answers as if its last so many entries did not exist: they are missing from the count, too. */
  understate: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
export type Fault = v.InferOutput<typeof faultSchema>;

/** The faults that are still to come, oldest first. */
export class Faults {
  #pending: Fault[] = [];

  add(fault: Fault): void {
    this.#pending.push({ ...fault });
  }

  /** The oldest fault for such a call, used up by one. */
  take(operation: string, desktopIds: readonly string[]): Fault | undefined {
    const fault = this.#pending.find(
      ({ operation: wanted, desktop_id: id }) =>
        wanted === operation && (id === undefined || desktopIds.includes(id)),
    );
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.#pending = this.#pending.filter((other) => other !== fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#pending;
  }

  clear(): void {
    this.#pending = [];
  }
}
