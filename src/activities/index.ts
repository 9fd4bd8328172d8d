import { awaitKillSwitchOff } from './await-kill-switch-off.ts';
import { batchCancelRemoteAssistance } from './batch-cancel-remote-assistance.ts';
import { batchDeleteDesktopSubResources } from './batch-delete-desktop-sub-resources.ts';
import { batchDeleteDesktops } from './batch-delete-desktops.ts';
import { batchLogoffDesktops } from './batch-logoff-desktops.ts';
import { cancelRemoteAssistance } from './cancel-remote-assistance.ts';
import { claimBudget } from './claim-budget.ts';
import { confirmDesktopGone } from './confirm-desktop-gone.ts';
import { confirmDesktopsGone } from './confirm-desktops-gone.ts';
import { listDesktopsDetail } from './list-desktops-detail.ts';
import { planCleanUp } from './plan-clean-up.ts';
import { showBatchJob } from './show-batch-job.ts';
import { planDesktop } from './plan-desktop.ts';
import { deleteDesktop } from './delete-desktop.ts';
import { findInPlan } from './find-in-plan.ts';
import { deleteDesktopSubResources } from './delete-desktop-sub-resources.ts';
import { awaitOtherRun } from './await-other-run.ts';
import { changeUserStatus } from './change-user-status.ts';
import { confirmGo } from './confirm-go.ts';
import { confirmUser } from './confirm-user.ts';
import { deleteUser } from './delete-user.ts';
import { planLeaver } from './plan-leaver.ts';
import { tellDesktops } from './tell-desktops.ts';
import type { Dependencies } from './dependencies.ts';
import { identifyOperators } from './identify-operators.ts';
import { notify } from './notify.ts';
import { readDesktopRuns } from './read-desktop-runs.ts';
import { recordEvidence } from './record-evidence.ts';
import { settleDeleteDesktop } from './settle-delete-desktop.ts';
import { showDesktopDetail } from './show-desktop-detail.ts';
import { showJob } from './show-job.ts';

export type { Dependencies } from './dependencies.ts';

/** Activities that only read: they run on the main task queue. */
export const createReadActivities = (dependencies: Dependencies) => ({
  showDesktopDetail: showDesktopDetail(dependencies),
  showJob: showJob(dependencies),
  planDesktop: planDesktop(dependencies),
  confirmDesktopGone: confirmDesktopGone(dependencies),
  settleDeleteDesktop: settleDeleteDesktop(dependencies),
  awaitKillSwitchOff: awaitKillSwitchOff(dependencies),
  identifyOperators: identifyOperators(dependencies),
  planLeaver: planLeaver(dependencies),
  confirmUser: confirmUser(dependencies),
  tellDesktops: tellDesktops(dependencies),
  awaitOtherRun: awaitOtherRun(dependencies),
  confirmGo: confirmGo(dependencies),
  planCleanUp: planCleanUp(dependencies),
  claimBudget: claimBudget(dependencies),
  findInPlan: findInPlan(dependencies),
  readDesktopRuns: readDesktopRuns(dependencies),
  listDesktopsDetail: listDesktopsDetail(dependencies),
  showBatchJob: showBatchJob(dependencies),
  confirmDesktopsGone: confirmDesktopsGone(dependencies),
  notify: notify(dependencies),
  recordEvidence: recordEvidence(dependencies),
});

/** Activities that change something in the cloud: they run on the task queue for writes. */
export const createWriteActivities = (dependencies: Dependencies) => ({
  batchLogoffDesktops: batchLogoffDesktops(dependencies),
  cancelRemoteAssistance: cancelRemoteAssistance(dependencies),
  deleteDesktop: deleteDesktop(dependencies),
  deleteDesktopSubResources: deleteDesktopSubResources(dependencies),
  batchCancelRemoteAssistance: batchCancelRemoteAssistance(dependencies),
  batchDeleteDesktopSubResources: batchDeleteDesktopSubResources(dependencies),
  batchDeleteDesktops: batchDeleteDesktops(dependencies),
  changeUserStatus: changeUserStatus(dependencies),
  deleteUser: deleteUser(dependencies),
});

export type ReadActivities = ReturnType<typeof createReadActivities>;
export type WriteActivities = ReturnType<typeof createWriteActivities>;
