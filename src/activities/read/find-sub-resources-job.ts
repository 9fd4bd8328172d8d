import type { Attempt } from '../attempt/attempt.ts';

/**
 * The running job that deletes collaboration resources of one of these desktops, if there is one. The
 * API documents no job type for it; so it is the one without a documented type.
 */
export async function findSubResourcesJob(
  { workspace }: Attempt,
  desktopIds: readonly string[],
): Promise<string | undefined> {
  // What waits may begin to run meanwhile; what runs never waits again.
  for (const status of ['WAITING', 'RUNNING'] as const) {
    const { jobs } = await workspace.listSubJobs({ status });
    const own = jobs.find(
      ({ entities, job_type: type }) =>
        desktopIds.includes(entities?.desktop_id ?? '') && !otherJobTypes.has(type ?? ''),
    );
    if (own?.job_id) return own.job_id;
  }
  return undefined;
}

/** The documented values of `job_type` (ListItaSubJobs). */
const otherJobTypes: ReadonlySet<string> = new Set([
  'createDesktops',
  'applyWorkspace',
  'cancelWorkspace',
  'expandVolumes',
  'addVolumes',
  'rebuildDesktops',
  'createSnapshot',
  'deleteSnapshot',
  'deleteDesktops',
  'desktopRejoinDomain',
  'operateDesktops',
  'restoreDesktopBySnapshot',
  'desktopToImage',
  'attachDesktops',
  'deleteVolumes',
  'createWksSnapshot',
  'deleteWksSnapshot',
  'createDesktopPool',
  'expandDesktopPool',
  'deleteDesktopPoolVolumes',
  'rebuildDesktopPool',
  'addDesktopPoolVolumes',
  'detachDesktops',
  'attachDesktopPool',
  'batchDetachDesktops',
  'executeDesktopsAction',
  'changeDesktopNetwork',
  'batchChangeDesktopNetwork',
]);
