import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatorProcess } from '../src/cli/demo/simulator.ts';
import { WorkspaceApiError } from '../src/workspace/errors/workspace-api-error.ts';
import { treatmentTable } from '../src/workspace/treatment.ts';
import type { BenchDesktop } from './estate.ts';
import { inLanes } from './lanes.ts';
import { unpacedClient } from './unpaced-client.ts';

export interface ScriptRun {
  makespanMs: number;
  /** Of each desktop. */
  tookMs: number[];
  apiCalls: number;
  /** Looks that had to be repeated. */
  polls: number;
}

/**
 * The same sequence with the same client and no durability: what a person would write who trusts
 * that nothing crashes. Sequence: look, assistance, collaboration and its job, look, delete, look
 * until gone, the user.
 */
export const runScript = async (
  simulator: SimulatorProcess,
  desktops: readonly BenchDesktop[],
  { concurrency, pollMs }: { concurrency: number; pollMs: number },
): Promise<ScriptRun> => {
  let apiCalls = 0;
  let polls = 0;
  const workspace = unpacedClient(simulator, { onCall: () => (apiCalls += 1) });
  const poll = async (isOver: () => Promise<boolean>) => {
    while (!(await isOver())) {
      polls += 1;
      await delay(pollMs);
    }
  };
  const isOpen = async (desktopId: string) => {
    const assistance = await unlessGone(workspace.showRemoteAssistance(desktopId));
    return assistance !== undefined && assistance.status !== 'CLOSE';
  };

  const offboard = async ({ desktopId, userId }: BenchDesktop): Promise<number> => {
    const begun = performance.now();
    const desktop = await workspace.showDesktopDetail(desktopId);
    if (await isOpen(desktopId)) {
      await workspace.cancelRemoteAssistance(desktopId);
      await isOpen(desktopId);
    }
    if (desktop.share_resource_sku) {
      const { job_id: jobId } = await workspace.deleteDesktopSubResources({
        desktop_ids: [desktopId],
        sub_resource_type: 'DESKTOP_SHARER',
      });
      await poll(async () => (await workspace.showJob(jobId)).status === 'COMPLETE');
    }
    await workspace.showDesktopDetail(desktopId);
    await workspace.deleteDesktop(desktopId, {
      delete_users: true,
      email_notification: false,
      is_force_delete: true,
    });
    await poll(
      async () => (await unlessGone(workspace.showDesktopDetail(desktopId))) === undefined,
    );
    await unlessGone(workspace.listUserDetail(userId));
    return performance.now() - begun;
  };

  const begun = performance.now();
  const tookMs = await inLanes(desktops, concurrency, offboard);
  return { makespanMs: performance.now() - begun, tookMs, apiCalls, polls };
};

const treat = treatmentTable();

const unlessGone = async <T>(reply: Promise<T>): Promise<T | undefined> =>
  reply.catch((error: unknown) => {
    if (error instanceof WorkspaceApiError && treat(error).class === 'gone') return undefined;
    throw error;
  });
