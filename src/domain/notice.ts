import type { OffboardingState } from './state.ts';

const caseNoticeTypes = [
  'case.planned',
  'case.awaiting-approval',
  'case.due',
  'case.held',
  'case.blocked',
  'case.quarantined',
  'case.done',
  'case.failed',
] as const;

const cleanUpNoticeTypes = [
  'clean-up.planned',
  'clean-up.awaiting-approval',
  'clean-up.quarantined',
  'clean-up.held',
  'clean-up.blocked',
  /** The schedule left runs out, as an earlier one was still open. */
  'clean-up.skipped',
  'clean-up.done',
  'clean-up.failed',
] as const;

/** What people are told of leavers' cases and of clean-ups, by the outgoing webhook. */
export const noticeTypes = [...caseNoticeTypes, ...cleanUpNoticeTypes];

export type CaseNoticeType = (typeof caseNoticeTypes)[number];
export type CleanUpNoticeType = (typeof cleanUpNoticeTypes)[number];
export type NoticeType = CaseNoticeType | CleanUpNoticeType;

/** One notice; ids only, no names. */
export type Notice = CaseNotice | CleanUpNotice;

export interface CaseNotice extends NoticeFrame {
  type: CaseNoticeType;
  sender: string;
  personId: string;
}

export interface CleanUpNotice extends NoticeFrame {
  type: CleanUpNoticeType;
  policy: string;
  project: string;
}

interface NoticeFrame {
  /** Unique and the same at every try, for the receiver to know it again. */
  id: string;
  /** When it came about (ISO 8601, UTC). */
  timestamp: string;
  workflowId: string;
  state: string;
  /** Where the run stands, or what must be decided. */
  sentence: string;
  /** ISO 8601, UTC. */
  due?: string;
  /** Of the plan that awaits approval. */
  digest?: string;
  /** How many the plan is about. */
  desktops: number;
}

/** The states of an open run that people are told of by a notice of the same name. */
const toldStates = ['awaiting-approval', 'quarantined', 'held', 'blocked'] as const;

export const isTold = (state: OffboardingState): state is (typeof toldStates)[number] =>
  toldStates.some((told) => told === state);
