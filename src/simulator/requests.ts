/** One call, as `GET /_sim/requests` lists it. */
export interface RequestRecord {
  /** ISO 8601, when it arrived. */
  time: string;
  operation: string;
  method: string;
  path: string;
  desktop_ids: readonly string[];
  job_id: string | null;
  user_id: string | null;
  /** Null while it is being handled, and for ever where the connection was cut before that. */
  status: number | null;
  error_code: string | null;
  request_id: string;
  content_type: string | null;
  dropped: 'before' | 'after' | null;
}

/** How often an operation was called, as `GET /_sim/counts` tells. */
interface CallCount {
  calls: number;
  /** How many of them were answered 429. */
  throttled: number;
  /** ISO 8601, when the first and the last of them arrived. */
  first: string;
  last: string;
}

const kept = 250_000;

/** The calls received, oldest first; beyond 250,000 the oldest are forgotten. */
export class Requests {
  #records: RequestRecord[] = [];
  #counts = new Map<string, CallCount>();
  #count = 0;

  add(record: RequestRecord): RequestRecord {
    if (this.#records.length >= kept) this.#records = this.#records.slice(kept / 5);
    this.#records.push(record);
    const { operation, time } = record;
    const before = this.#counts.get(operation) ?? { calls: 0, throttled: 0, first: time };
    this.#counts.set(operation, { ...before, calls: before.calls + 1, last: time });
    return record;
  }

  /** Puts down how a call was answered. */
  answered(record: RequestRecord, status: number, errorCode: string | null): void {
    record.status = status;
    record.error_code = errorCode;
    const count = this.#counts.get(record.operation);
    // A reset may have come between call and answer.
    if (status === 429 && count !== undefined) count.throttled += 1;
  }

  /** By operation; the forgotten calls are counted, too. */
  counts(): Record<string, CallCount> {
    return Object.fromEntries(this.#counts);
  }

  /** Numbers requests from the start, resets included. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  about(desktopId: string | undefined): readonly RequestRecord[] {
    if (desktopId === undefined) return this.#records;
    return this.#records.filter(({ desktop_ids }) => desktop_ids.includes(desktopId));
  }

  clear(): void {
    this.#records = [];
    this.#counts.clear();
  }
}
