import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { DemoLeaver } from './leaver.ts';

/** How the demo's HR system is called in the settings of the webhook. */
export const sender = 'hr';

/**
 * Says over HTTP that somebody leaves now, signed as every HR system signs (Standard Webhooks).
 *
 * @throws Error if it is not accepted
 */
export const postLeaver = async (
  webhookUrl: string,
  secret: string,
  { personId, userName }: DemoLeaver,
): Promise<{ status: number; workflowId: string }> => {
  const now = new Date();
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({
    type: 'leaver.opened',
    timestamp: now.toISOString(),
    data: {
      personId,
      userName,
      effectiveAt: now.toISOString(),
      kind: 'voluntary',
      requestedBy: 'HR',
      ticket: 'HR-2041',
    },
  });
  const response = await fetch(`${webhookUrl}/v1/leavers`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
    body,
  });
  const { status } = response;
  if (status !== 202) {
    throw new Error(`The webhook refused the leaver (${status}): ${await response.text()}`);
  }
  // Our own webhook's answer.
  const { caseId: workflowId } = (await response.json()) as { caseId: string };
  return { status, workflowId };
};
