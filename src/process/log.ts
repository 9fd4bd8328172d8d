import { pino } from 'pino';
import type { WorkerSettings } from '../settings/settings.ts';

/** Keys whose values never reach a log, at the top or one level down. */
const secretKeys = [
  'authorization',
  'password',
  'secretKey',
  'securityToken',
  'token',
  'share_space_passwd',
  'invitation_code',
];

/** The process's one log: JSON lines on stdout. */
export function createLog(level: WorkerSettings['logLevel']): pino.Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
  });
}
