import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
import type { pino } from 'pino';

const levels: Readonly<Record<LogLevel, pino.Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** The log of the process in the shape that the SDK and Core write to. */
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
