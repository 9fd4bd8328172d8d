import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import { presence } from '../../domain/desktop-facts.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import { desktopFacts } from '../../workspace/facts.ts';
import { WorkspaceApiError } from '../../workspace/errors/workspace-api-error.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { Dependencies } from '../dependencies.ts';

/** A desktop as one read of ShowDesktopDetail shows it. */
export type Reading = { readAt: number } & (
  | { is: 'gone'; how: string }
  | { is: 'deleting'; facts: DesktopFacts }
  | { is: 'present'; facts: DesktopFacts; detail: DesktopDetail; deleteFailed: boolean }
);

/** Reads a desktop. Gone is 404 or status DELETED: regions differ. */
export async function readDesktop(
  dependencies: Pick<Dependencies, 'treat'>,
  { workspace }: Pick<Attempt, 'workspace'>,
  desktopId: string,
): Promise<Reading> {
  // The age of what was read counts from before the request, not from its reply.
  const readAt = Date.now();
  try {
    const detail = await workspace.showDesktopDetail(desktopId);
    const facts = desktopFacts(detail);
    switch (presence(facts)) {
      case 'deleted':
        return { readAt, is: 'gone', how: 'it is shown with status DELETED' };
      case 'deleting':
        return { readAt, is: 'deleting', facts };
      case 'delete-failed':
        return { readAt, is: 'present', facts, detail, deleteFailed: true };
      case 'present':
        return { readAt, is: 'present', facts, detail, deleteFailed: false };
    }
  } catch (error) {
    if (!isGone(dependencies, error)) throw error;
    return { readAt, is: 'gone', how: `reading it answers ${error.errorCode} (${error.status})` };
  }
}

/** True where the API says that what was asked for does not exist. */
const isGone = (
  { treat }: Pick<Dependencies, 'treat'>,
  error: unknown,
): error is WorkspaceApiError =>
  error instanceof WorkspaceApiError && treat(error).class === 'gone';

/** What a call returns, or undefined where the API says that what it is about does not exist. */
export async function unlessGone<T>(
  dependencies: Dependencies,
  call: Promise<T>,
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(dependencies, error)) return undefined;
    throw error;
  }
}
