import { callOn, type CallContext } from './call.ts';
import type { Connection } from './connection.ts';
import * as deletion from './operations/desktop-deletion.ts';
import type { DesktopDetail, DesktopSummary } from './operations/desktop-schema.ts';
import * as desktops from './operations/desktops.ts';
import * as jobs from './operations/jobs.ts';
import * as assistance from './operations/remote-assistance.ts';
import * as subResources from './operations/sub-resources.ts';
import type { Tag } from './operations/tag-schema.ts';
import * as tags from './operations/tags.ts';
import * as tenant from './operations/tenant.ts';
import * as usage from './operations/usage.ts';
import * as users from './operations/users.ts';

export type { ApiCall } from './api-call.ts';
export type { CallContext } from './call.ts';
export type { DesktopDetail } from './operations/desktop-schema.ts';

/** A job that the cloud has accepted; its end is read with `showJob` and `listSubJobs`. */
interface StartedJob {
  job_id: string;
}

/**
 * The Workspace API, as far as this project needs it, in the API's own field names.
 *
 * Every function rejects with one of `WorkspaceApiError` (the API says no), `WorkspaceNetworkError`
 * (no answer), `UnexpectedReplyError` (an answer we cannot trust), `InvalidRequestError` (not sent),
 * or with the reason of the context's signal. None repeats a request but once after a 401.
 */
export interface WorkspaceClient {
  showDesktopDetail(desktopId: string): Promise<DesktopDetail>;
  listDesktops(
    filter: desktops.DesktopFilter,
  ): Promise<{ desktops: DesktopSummary[]; total_count: number }>;
  listDesktopsDetail(
    filter: desktops.DesktopDetailFilter,
  ): Promise<{ desktops: DesktopDetail[]; total_count: number }>;
  /** 204, and no job: the deletion shows in the desktop's status, later. */
  deleteDesktop(desktopId: string, options: deletion.DeleteOptions): Promise<void>;
  batchDeleteDesktops(request: deletion.BatchDeletion): Promise<StartedJob>;
  /** Shows `message` to the users, then logs them off. */
  batchLogoffDesktops(request: deletion.Logoff): Promise<void>;
  showRemoteAssistance(desktopId: string): Promise<assistance.RemoteAssistance>;
  cancelRemoteAssistance(desktopId: string): Promise<void>;
  deleteDesktopSubResources(request: subResources.SubResourceDeletion): Promise<StartedJob>;
  showJob(jobId: string): Promise<jobs.Job>;
  listSubJobs(filter: jobs.SubJobFilter): Promise<{ jobs: jobs.SubJob[]; total_count: number }>;
  listUsers(filter: users.UserFilter): Promise<{ users: users.User[]; total_count: number }>;
  listUserDetail(userId: string): Promise<users.UserDetail>;
  deleteUser(userId: string): Promise<void>;
  changeUserStatus(userId: string, opType: users.UserStatus): Promise<void>;
  /** Says `count` where others say `total_count`. */
  listDesktopUsageMetric(
    filter: usage.UsageFilter,
  ): Promise<{ items: usage.DesktopUsage[]; count: number }>;
  /** ListLoginRecordsNew: also those that failed. */
  listLoginRecords(
    filter: usage.LoginFilter,
  ): Promise<{ records: usage.LoginRecord[]; total_count: number }>;
  showTagByDesktopId(desktopId: string): Promise<Tag[]>;
  createTag(desktopId: string, tag: tags.NewTag): Promise<void>;
  deleteTag(desktopId: string, key: string): Promise<void>;
  batchChangeTags(desktopId: string, change: tags.TagChange): Promise<void>;
  showWorkspaceLock(): Promise<tenant.WorkspaceLock>;
}

/** A client for one attempt or command; cheap, and all of a connection's clients share its token. */
export function workspaceClient(
  connection: Connection,
  context: CallContext = {},
): WorkspaceClient {
  const call = callOn(connection, context);
  return {
    showDesktopDetail: desktops.showDesktopDetail(call),
    listDesktops: desktops.listDesktops(call),
    listDesktopsDetail: desktops.listDesktopsDetail(call),
    deleteDesktop: deletion.deleteDesktop(call),
    batchDeleteDesktops: deletion.batchDeleteDesktops(call),
    batchLogoffDesktops: deletion.batchLogoffDesktops(call),
    showRemoteAssistance: assistance.showRemoteAssistance(call),
    cancelRemoteAssistance: assistance.cancelRemoteAssistance(call),
    deleteDesktopSubResources: subResources.deleteDesktopSubResources(call),
    showJob: jobs.showJob(call),
    listSubJobs: jobs.listSubJobs(call),
    listUsers: users.listUsers(call),
    listUserDetail: users.listUserDetail(call),
    deleteUser: users.deleteUser(call),
    changeUserStatus: users.changeUserStatus(call),
    listDesktopUsageMetric: usage.listDesktopUsageMetric(call),
    listLoginRecords: usage.listLoginRecords(call),
    showTagByDesktopId: tags.showTagByDesktopId(call),
    createTag: tags.createTag(call),
    deleteTag: tags.deleteTag(call),
    batchChangeTags: tags.batchChangeTags(call),
    showWorkspaceLock: tenant.showWorkspaceLock(call),
  };
}
