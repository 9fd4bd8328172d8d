import * as v from 'valibot';
import { Secret } from '../workspace/secret.ts';
import { say } from './schemas.ts';

const remedy = 'Make one with: printf \'whsec_%s\\n\' "$(openssl rand -base64 32)"';

/**
 * Secrets of a webhook as Standard Webhooks has them: `whsec_` and 24 to 64 bytes in base64. Several
 * are parted by commas or white space, so that a new one can come before the old one goes.
 */
export const webhookSecrets = v.pipe(
  v.instance(Secret, say('must be text', 'Put the value in quotes')),
  v.rawTransform(({ dataset, addIssue, NEVER }): readonly Secret[] => {
    const secrets = dataset.value
      .reveal()
      .split(/[\s,]+/)
      .filter(Boolean);
    if (secrets.length > 0 && secrets.every(isWebhookSecret)) {
      return secrets.map((secret) => new Secret(secret));
    }
    const number = secrets.findIndex((secret) => !isWebhookSecret(secret)) + 1;
    const which = secrets.length > 1 ? ` (secret ${number} of ${secrets.length})` : '';
    addIssue({
      message: say(`must hold whsec_ and 24 to 64 bytes in base64${which}`, remedy),
    });
    return NEVER;
  }),
);

function isWebhookSecret(secret: string): boolean {
  const [, key] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (key === undefined || key.length % 4 !== 0) return false;
  const { length } = Buffer.from(key, 'base64');
  return length >= 24 && length <= 64;
}
