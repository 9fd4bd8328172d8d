import type { Fault } from './faults.ts';
import type { Reply } from './operation.ts';

const counts = ['total_count', 'totalCount', 'count'] as const;

/**
 * The reply to a listing as a fault wants it. `shorten` takes the last entries of its page and leaves the count;
 * `understate` takes the last of the whole list and counts without them, the same ones on every page. Throws
 * where the operation answers no list.
 */
export function incomplete(reply: Reply, fault: Fault, query: URLSearchParams): Reply {
  const { shorten = 0, understate = 0 } = fault;
  if (shorten === 0 && understate === 0) return reply;
  const fields = Object.entries(Object(reply.body) as Record<string, unknown>);
  const [name, entries] = fields.find(([, value]) => Array.isArray(value)) ?? [];
  if (name === undefined || !Array.isArray(entries)) {
    throw new Error(`${fault.operation} answers no list that a fault could shorten.`);
  }
  const body = Object.fromEntries(fields);
  let left = entries.length - shorten;
  for (const count of counts) {
    const all = body[count];
    if (typeof all !== 'number') continue;
    const told = Math.max(0, all - understate);
    body[count] = told;
    left = Math.min(left, told - Number(query.get('offset') ?? body['offset'] ?? 0));
  }
  return { ...reply, body: { ...body, [name]: entries.slice(0, Math.max(0, left)) } };
}
