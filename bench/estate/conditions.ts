import { treatmentTable } from '../../src/workspace/treatment.ts';

/** How much faster than real time the simulated cloud goes, and with it limits and settings. */
export const speed = 4;

/** A production cloud, in its own milliseconds. */
export const cloud = { callMs: 100, jobMs: 15_000, deletingMs: 15_000 } as const;

/** What the API allows of each operation and user, in a minute of its own. */
export const perMinute = { reads: 200, writes: 100 } as const;

const quickly = (ms: number) => `${ms / speed} ms`;

const treat = treatmentTable();

/** Codes that the simulated cloud may answer with, and that are waited for. */
const patience = ['WKS.00010032', 'APIGW.0307', 'APIGW.0308'].map((code) => {
  const { delayMs } = treat({ errorCode: code });
  return { code, delay: quickly(delayMs(1)), cap: quickly(delayMs(100)) };
});

/** The default settings at that speed, and ceilings that no plan is beyond. */
export const settings = {
  timing: {
    jobPoll: quickly(10_000),
    jobWithin: quickly(30 * 60_000),
    confirmPoll: quickly(10_000),
    confirmWithin: quickly(60 * 60_000),
    deleteVisibleAfter: quickly(60_000),
    waitPoll: quickly(30_000),
  },
  limits: {
    readsPerMinute: perMinute.reads * speed,
    writesPerMinute: perMinute.writes * speed,
  },
  errorCodes: patience,
  cleanUp: {
    maxDesktops: 1_000_000,
    maxShare: 1,
    maxChange: 1,
    dailyDesktops: 1_000_000,
    dailyShare: 1,
  },
};
