/** How leavers of one kind, from one sender, are dealt with: from the worker's settings, never from an input. */
export interface LeaverTerms {
  /** How many people must approve; 0 lets a case go on by itself. */
  approvals: number;
  /** Who may; empty: anybody but the requester. */
  approvers: readonly string[];
  /** How long after its due time a case may wait for approval before it expires. */
  approvalWithinMs: number;
  /** Between the effective time and the deletion. */
  graceMs: number;
  /** How long before the deletion people are told. */
  noticeMs: number;
  /** Lock the user at the effective time. */
  lock: boolean;
  /** Delete the user with the last desktop. */
  deleteUsers: boolean;
  /** How long an ended case stays open for late and repeated events. */
  memoryMs: number;
  /** Whether anybody is told of anything. */
  notifies: boolean;
}
