import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { PlanInBrief } from '../../../client.ts';
import { speakAs } from '../speak-as.ts';
import type { Stage } from '../stage.ts';
import type { Phrase } from '../words.ts';
import { desktopWith } from './lab.ts';
import type { Lab } from './lab.ts';

/** Something that somebody does while a plan waits; resolves to what is to be said of it. */
export type Deed = () => Promise<Phrase>;

/** What people do about the plan of the lab's clean-up, in order; the last of it lets the plan pass. */
export const deedsAbout = (
  { client, simulator }: Stage,
  workflowId: string,
  lab: Lab,
  { digest }: PlanInBrief,
): Deed[] => {
  const approve = (given: string) =>
    speakAs(client, 'head of IT').send(workflowId, 'approve', {
      digest: given,
      approver: 'head of IT',
    });
  return [
    async () => {
      const { desktopId, computerName } = desktopWith(lab, 'used');
      await simulator.change(desktopId, { sim: { login: true } });
      return { tone: 'waiting', text: `somebody logs in to ${computerName} again` };
    },
    async () => {
      const { desktopId, computerName } = desktopWith(lab, 'needed');
      const reason = 'needed for the next course';
      await speakAs(client, 'trainer').send(workflowId, 'exclude', { desktopId, reason });
      return { tone: 'waiting', text: `the trainer excludes ${computerName}: ${reason}` };
    },
    async () => {
      const answer = await approve('0'.repeat(64)).catch((error: unknown) => {
        if (error instanceof WorkflowUpdateFailedError)
          return error.cause?.message ?? error.message;
        throw error;
      });
      return {
        tone: 'blocked',
        text: `another digest is refused: ${answer.split(/^approve: |;/)[1] ?? answer}`,
      };
    },
    async () => {
      await approve(digest);
      return { tone: 'waiting', text: `approval of exactly ${digest.slice(0, 8)}…: it passes` };
    },
  ];
};
