import * as v from 'valibot';
import type { Desktop } from './desktop.ts';
import { badRequest, desktopNotFound, userNotFound } from './errors.ts';
import { faultsOf } from './estate-schema.ts';
import type { Call } from './operation.ts';
import type { User } from './user.ts';

/** An optional whole number of the query. Throws 400 outside the range. */
export function integer(
  query: URLSearchParams,
  name: string,
  from: number,
  to: number,
  otherwise: number,
): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < from || number > to) {
    throw badRequest(`${name} must be a whole number from ${from} to ${to}, not ${text}`);
  }
  return number;
}

/** An optional true or false of the query. */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (text !== 'true' && text !== 'false')
    throw badRequest(`${name} must be true or false, not ${text}`);
  return text === 'true';
}

/** An optional one of `choices` of the query. */
export function choice<const T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const found = choices.find((allowed) => allowed === text);
  if (found === undefined) throw badRequest(`${name} must be ${choices.join(' or ')}, not ${text}`);
  return found;
}

/** An optional instant of the query, in the given form of ISO 8601, as milliseconds since 1970. */
export function instant(query: URLSearchParams, name: string, form: RegExp): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const ms = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw badRequest(`${name} is not an instant in the form asked for: ${text}`);
  return ms;
}

/** A repeated key, at most 100 times; undefined where it is not given. */
export function list(query: URLSearchParams, name: string): string[] | undefined {
  const values = query.getAll(name);
  if (values.length > 100) throw badRequest(`${name} may be given at most 100 times`);
  return values.length === 0 ? undefined : values;
}

/** A comma separated value; an empty one counts as not given. */
export function commas(query: URLSearchParams, name: string): string[] | undefined {
  const values = (query.get(name) ?? '').split(',').filter(Boolean);
  return values.length === 0 ? undefined : values;
}

/** The page that `offset` and `limit` ask for. */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  most: number,
  usual = most,
): T[] {
  const offset = integer(query, 'offset', 0, 2_147_483_647, 0);
  return items.slice(offset, offset + integer(query, 'limit', 0, most, usual));
}

/** The JSON body in the given shape, or 400 with the field at fault. */
export function parseBody<S extends v.GenericSchema>({ body }: Call, schema: S): v.InferOutput<S> {
  if (body === undefined) throw badRequest('The request message is empty.');
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw badRequest(faultsOf(parsed.issues).join(' '));
  return parsed.output;
}

const idSchema = v.pipe(v.string(), v.maxLength(255));
/** 1–100 ids of at most 255 characters each. */
export const idsSchema = v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(100));

/** The desktop of the path, its record at least. Throws 404. */
export function findDesktop({ world, params }: Call): Desktop {
  const id = params['desktop_id'] ?? '';
  const desktop = world.estate.desktops.get(id);
  if (desktop === undefined || desktop.phase === 'gone') throw desktopNotFound(id);
  return desktop;
}

/** The desktop of the path, where a record is not enough. Throws 404. */
export function findLivingDesktop(call: Call): Desktop {
  const desktop = findDesktop(call);
  if (desktop.phase === 'ghost') throw desktopNotFound(desktop.facts.desktop_id);
  return desktop;
}

/** All the desktops named in a body. One that is missing fails the whole call with 404. */
export const livingDesktops = ({ world }: Call, ids: readonly string[]): Desktop[] =>
  [...new Set(ids)].map((id) =>
    findLivingDesktop({
      world,
      params: { desktop_id: id },
      query: new URLSearchParams(),
      body: undefined,
    }),
  );

export function findUser({ world, params }: Call): User {
  const id = params['user_id'] ?? '';
  const user = world.estate.users.get(id);
  if (user === undefined || user.missing) throw userNotFound(id);
  return user;
}
