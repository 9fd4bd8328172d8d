import { Client } from '@temporalio/client';
import { createOffboardingClient } from '../../client.ts';
import type { OffboardingClient } from '../../client.ts';

/** Our workflows, to somebody with a login of their own. */
export const speakAs = (
  { connection, options: { namespace } }: Client,
  identity: string,
): OffboardingClient => createOffboardingClient(new Client({ connection, namespace, identity }));
