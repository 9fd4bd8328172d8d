import type { Client } from '@temporalio/client';
import * as v from 'valibot';

const named = v.array(v.object({ name: v.string() }));
const metadata = v.object({ definition: v.object({ updateDefinitions: named }) });

/** The verbs that a run listens to, by its own word; none if it does not answer. */
export const verbsOf = async (client: Client, workflowId: string): Promise<string[]> => {
  try {
    const answer = await client.withDeadline(Date.now() + 5_000, () =>
      client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata'),
    );
    return v.parse(metadata, answer).definition.updateDefinitions.map(({ name }) => name);
  } catch {
    return [];
  }
};
