import type { Client } from '@temporalio/client';
import { isOpen, offboardingStates } from '../domain/state.ts';
import { workflowTypes } from '../workflows/contract.ts';
import { blockedSince } from './blocked-since.ts';
import { gathered } from './gathered.ts';

/**
 * Where all open runs of the namespace stand, as Prometheus text; empty where Temporal does not say.
 * Every worker tells the same, so queries take the `max` over workers, never the `sum`.
 */
export const runGauges = (client: Client): (() => Promise<string>) =>
  gathered(() => client.withDeadline(Date.now() + 10_000, () => readGauges(client)));

async function readGauges(client: Client): Promise<string> {
  const count = async (query: string) =>
    (await client.workflow.count(`ExecutionStatus = 'Running' AND ${query}`)).count;
  const states = offboardingStates.filter(isOpen);
  const kinds = Object.values(workflowTypes).flatMap((type) =>
    states.map((state) => ({ type, state })),
  );
  // Temporal groups by no search attribute of ours.
  const [runs, needsAction, since] = await Promise.all([
    Promise.all(
      kinds.map(({ type, state }) =>
        count(`WorkflowType = '${type}' AND OffboardingState = '${state}'`),
      ),
    ),
    count('OffboardingNeedsAction = true'),
    blockedSince(client),
  ]);
  const oldest = since === undefined ? 0 : Math.max(0, Date.now() - since.getTime()) / 1000;
  return [
    '# HELP offboarding_runs Open runs by workflow type and state',
    '# TYPE offboarding_runs gauge',
    ...kinds.map(
      ({ type, state }, n) => `offboarding_runs{type="${type}",state="${state}"} ${runs[n]}`,
    ),
    '# HELP offboarding_needs_action Open runs that wait for a person to decide',
    '# TYPE offboarding_needs_action gauge',
    `offboarding_needs_action ${needsAction}`,
    '# HELP offboarding_oldest_blocked_seconds For how long the oldest blocked run has been blocked',
    '# TYPE offboarding_oldest_blocked_seconds gauge',
    `offboarding_oldest_blocked_seconds ${oldest}`,
    '',
  ].join('\n');
}
