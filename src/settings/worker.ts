import * as v from 'valibot';
import { listenAddress } from './listen-address.ts';
import { count, duration, oneOf, say, section, text } from './schemas.ts';
import { logLevels } from './settings.ts';
import type { WorkerSettings } from './settings.ts';

const timeZone = v.pipe(
  text(),
  v.check(
    isTimeZone,
    say('is not a time zone', 'Write an IANA name, such as Europe/Berlin or UTC'),
  ),
);

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const worker = v.pipe(
  section({
    http: v.optional(listenAddress('127.0.0.1:9464'), '127.0.0.1:0'),
    shutdownGrace: v.optional(duration('0 s', '1 hour'), '25 s'),
    taskQueue: v.optional(text(200), 'offboarding'),
    maxConcurrentActivities: v.optional(count(10_000), 200),
    maxConcurrentWrites: v.optional(count(10_000), 50),
    maxCachedWorkflows: v.optional(count(100_000), 1000),
    timeZone: v.optional(timeZone, 'UTC'),
    logLevel: v.optional(oneOf(logLevels), 'info'),
  }),
  v.transform(({ shutdownGrace, ...given }): WorkerSettings => ({
    ...given,
    shutdownGraceMs: shutdownGrace,
  })),
);
