import { setTimeout as delay } from 'node:timers/promises';
import type { WorkspaceClient } from '../../src/workspace/client.ts';
import { WorkspaceApiError } from '../../src/workspace/errors/workspace-api-error.ts';
import { inLanes } from '../lanes.ts';
import { unpacedClient } from '../unpaced-client.ts';
import type { Cloud } from './cloud.ts';
import { speed } from './conditions.ts';
import { tag } from './desktops.ts';

/** With half as many again, the reads that wait for deletions would meet the limits of the API. */
export const lanes = 20;

const pollMs = 10_000 / speed;

/**
 * What an able engineer writes in an afternoon: lists the desktops by their tag, and in each lane does
 * one after the other: reads assistance, cancels it, deletes collaboration, deletes, looks until it is
 * gone. What is answered 429 is repeated. No plan, no guard, no record, and nothing that outlives a crash.
 *
 * @returns how long it took, in ms
 */
export const runPlainScript = async ({ listening }: Cloud): Promise<number> => {
  const workspace = unpacedClient(listening);
  const begun = performance.now();
  const { desktops } = await patiently(() =>
    workspace.listDesktopsDetail({ tag: `${tag.key}=${tag.value}` }),
  );
  await inLanes(desktops, lanes, async ({ desktop_id: id, share_resource_sku: sku }) => {
    if (await isAssisted(workspace, id)) {
      await patiently(() => workspace.cancelRemoteAssistance(id));
    }
    if (sku) await deleteCollaboration(workspace, id);
    await deleteDesktop(workspace, id);
  });
  return performance.now() - begun;
};

const isAssisted = async (workspace: WorkspaceClient, id: string): Promise<boolean> => {
  const assistance = await unlessMissing(() => workspace.showRemoteAssistance(id));
  return assistance !== undefined && assistance.status !== 'CLOSE';
};

async function deleteCollaboration(workspace: WorkspaceClient, id: string): Promise<void> {
  const request = { desktop_ids: [id], sub_resource_type: 'DESKTOP_SHARER' as const };
  const { job_id: jobId } = await patiently(() => workspace.deleteDesktopSubResources(request));
  for (;;) {
    const { status } = await patiently(() => workspace.showJob(jobId));
    if (status === 'COMPLETE' || status === 'FAIL') return;
    await delay(pollMs);
  }
}

async function deleteDesktop(workspace: WorkspaceClient, id: string): Promise<void> {
  const send = () =>
    patiently(() =>
      workspace.deleteDesktop(id, {
        delete_users: false,
        email_notification: false,
        is_force_delete: true,
      }),
    );
  await send();
  for (;;) {
    const desktop = await unlessMissing(() => workspace.showDesktopDetail(id));
    if (desktop === undefined) return;
    if (desktop.task_status === 'deleteFailed') await send();
    await delay(pollMs);
  }
}

const unlessMissing = <T>(call: () => Promise<T>): Promise<T | undefined> =>
  patiently(call).catch((error: unknown) => {
    if (error instanceof WorkspaceApiError && error.status === 404) return undefined;
    throw error;
  });

/** Repeats a call that is answered 429: after 1 s, 2 s, 4 s and so on up to a minute. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let waitMs = 1_000; ; waitMs = Math.min(2 * waitMs, 60_000)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WorkspaceApiError) || error.status !== 429) throw error;
      await delay(waitMs / speed);
    }
  }
}
