import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
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

/** The process's one log: JSON lines on stdout, of workflows, activities, Core and our own. */
export function createLog(level: WorkerSettings['logLevel']): pino.Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
  });
}

const levels: Readonly<Record<LogLevel, pino.Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** The same log in the shape that the SDK and Core write to. */
export function temporalLogger(log: pino.Logger): Logger {
  const at = (level: LogLevel) => (message: string, meta?: LogMetadata) =>
    log[levels[level]](loggable(meta), message);
  return {
    log: (level, message, meta) => at(level)(message, meta),
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}

/** JSON knows no bigint. */
const loggable = (meta: LogMetadata = {}): object =>
  Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [
      key,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  );
