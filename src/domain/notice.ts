/** What people are told of a case, by the outgoing webhook. */
export const noticeTypes = [
  'case.planned',
  'case.awaiting-approval',
  'case.due',
  'case.held',
  'case.blocked',
  'case.quarantined',
  'case.done',
  'case.failed',
] as const;

export type NoticeType = (typeof noticeTypes)[number];

/** One notice; ids only, no names. */
export interface Notice {
  type: NoticeType;
  /** Unique and the same at every try, for the receiver to know it again. */
  id: string;
  /** When it came about (ISO 8601, UTC). */
  timestamp: string;
  workflowId: string;
  sender: string;
  personId: string;
  state: string;
  /** Where the case stands, or what must be decided. */
  sentence: string;
  /** ISO 8601, UTC. */
  due?: string;
  /** Of the plan that awaits approval. */
  digest?: string;
  desktops: number;
}
