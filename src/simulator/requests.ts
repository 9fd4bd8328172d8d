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

const kept = 250_000;

/** The calls received, oldest first; beyond 250,000 the oldest are forgotten. */
export class Requests {
  #records: RequestRecord[] = [];
  #count = 0;

  add(record: RequestRecord): RequestRecord {
    if (this.#records.length >= kept) this.#records = this.#records.slice(kept / 5);
    this.#records.push(record);
    return record;
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
  }
}
