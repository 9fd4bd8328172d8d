import type { World } from './world.ts';

/** A call that passed authentication, with everything an operation needs. */
export interface Call {
  world: World;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed JSON; undefined for an empty body. */
  body: unknown;
}

export interface Reply {
  status: 200 | 201 | 202 | 204;
  /** Left out for 204. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** One operation of the API, under its published name. */
export interface Operation {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** IAM: no project in the path. `open` needs no credentials. */
  access: 'project' | 'iam' | 'open';
  handle: (call: Call) => Reply;
}

const workspace =
  (method: Operation['method']) =>
  (name: string, path: string, handle: Operation['handle']): Operation => ({
    name,
    method,
    path: `/v2/:project_id${path}`,
    access: 'project',
    handle,
  });

export const get = workspace('GET');
export const post = workspace('POST');
export const put = workspace('PUT');
export const del = workspace('DELETE');

export const ok = (body: unknown): Reply => ({ status: 200, body });
/** 200 without a body, as some writes answer. */
export const done: Reply = { status: 200 };
export const noContent: Reply = { status: 204 };
