import type { Client } from '@temporalio/client';
import type { CaseStatus } from '../../../client.ts';
import { speakAs } from '../speak-as.ts';

/** The people around the leaver's case, each with a login of their own. */
export interface People {
  /** What one of them does about the case as it stands; undefined if nobody needs to. */
  next(status: CaseStatus): (() => Promise<string>) | undefined;
  /** True once legal have held the case and let it go. */
  hasBeenHeld(): boolean;
}

/** Two have to approve; between them, legal hold the case for a moment. */
export const peopleAround = (client: Client, workflowId: string): People => {
  const approve = (approver: string, digest: string) =>
    speakAs(client, approver).send(workflowId, 'approve', { digest, approver });
  let wasReleased = false;
  const release = () => {
    wasReleased = true;
    return speakAs(client, 'legal').send(workflowId, 'release', { reason: 'No file is needed.' });
  };
  const hold = () =>
    speakAs(client, 'legal').send(workflowId, 'hold', {
      reason: 'Legal asks whether a file is needed.',
    });
  return {
    next: ({ state, digest = '', approvals }) => {
      if (state === 'held') return release;
      if (state !== 'awaiting-approval') return undefined;
      if (approvals.length === 0) return () => approve('owner of the desktops', digest);
      return wasReleased ? () => approve('head of IT', digest) : hold;
    },
    hasBeenHeld: () => wasReleased,
  };
};
