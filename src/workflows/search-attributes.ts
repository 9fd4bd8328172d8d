import { defineSearchAttributeKey } from '@temporalio/common';
import { searchAttributes as types } from './contract.ts';

const { OffboardingDue, OffboardingNeedsAction, OffboardingProject, OffboardingState } = types;

/** The search attributes as typed keys. */
export const searchAttributes = {
  state: defineSearchAttributeKey('OffboardingState', OffboardingState),
  project: defineSearchAttributeKey('OffboardingProject', OffboardingProject),
  due: defineSearchAttributeKey('OffboardingDue', OffboardingDue),
  needsAction: defineSearchAttributeKey('OffboardingNeedsAction', OffboardingNeedsAction),
};
