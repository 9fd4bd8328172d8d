import type { World } from './world.ts';

/** What a call is about, as far as path, query and body tell. */
export interface Subject {
  desktopIds: readonly string[];
  jobId: string | null;
  userId: string | null;
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** The desktops a call names, those of the job it asks for, and those of the user it concerns. */
export function subjectOf(
  world: World,
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: unknown,
): Subject {
  const fields: Record<string, unknown> =
    typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
  const jobId = params['job_id'] ?? query.get('job_id');
  const userId = params['user_id'] ?? null;
  const userName = userId === null ? query.get('user_name') : null;
  const users = [
    ...(userId === null ? [] : [userId]),
    ...strings(fields['user_ids']),
    ...(userName === null
      ? []
      : [...world.estate.users.values(), ...world.estate.formerUsers]
          .filter(({ user_name }) => user_name === userName)
          .map(({ id }) => id)),
  ];
  const desktopIds = [
    ...(params['desktop_id'] === undefined ? [] : [params['desktop_id']]),
    ...query.getAll('desktop_id'),
    ...query.getAll('resource_id'),
    ...strings(fields['desktop_ids']),
    ...world.jobs.desktopIds(jobId, strings(fields['job_ids'])),
    ...world.desktopIdsOfUsers(users),
  ];
  return { desktopIds: [...new Set(desktopIds)], jobId, userId };
}
