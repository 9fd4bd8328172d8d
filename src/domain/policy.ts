/** What speaks against deleting a desktop now. */
export const circumstances = [
  'reassigned',
  'held',
  'severalUsers',
  'group',
  'pooled',
  'shared',
  'prepaid',
  'frozen',
  'inMaintenance',
  'inTask',
  'inUse',
] as const;

export type Circumstance = (typeof circumstances)[number];

/** `log-off` logs the user off with a message, then waits until the desktop is idle. */
export type Response = 'proceed' | 'wait' | 'stop' | 'log-off';

/** The responses that settings may choose from. Nobody can order the guard to ignore an owner or a hold. */
export const allowedResponses: Readonly<Record<Circumstance, readonly Response[]>> = {
  reassigned: ['stop', 'wait'],
  held: ['stop', 'wait'],
  severalUsers: ['stop', 'wait', 'proceed'],
  group: ['stop', 'wait', 'proceed'],
  pooled: ['stop', 'proceed'],
  shared: ['stop', 'proceed'],
  prepaid: ['stop', 'proceed'],
  frozen: ['stop', 'wait', 'proceed'],
  inMaintenance: ['stop', 'wait', 'proceed'],
  inTask: ['stop', 'wait', 'proceed'],
  inUse: ['stop', 'wait', 'log-off', 'proceed'],
};

export interface Rule {
  response: Response;
  /** How long to wait before the run blocks, in milliseconds; only read where it waits. */
  deadlineMs: number;
}

/** How the guard answers each circumstance. Comes from the worker's settings, never from an input. */
export interface Policy {
  rules: Readonly<Record<Circumstance, Rule>>;
  /** Shown to a user who is logged off. */
  logOffMessage: string;
  /** A desktop with this tag key is held for everyone. */
  holdTag: string;
}

const hours = (n: number) => n * 3_600_000;

/** The safe defaults: wait for what passes by itself, stop at what only a person can judge. */
export const defaultPolicy: Policy = {
  rules: {
    reassigned: { response: 'stop', deadlineMs: hours(24) },
    held: { response: 'stop', deadlineMs: hours(24) },
    severalUsers: { response: 'stop', deadlineMs: hours(24) },
    group: { response: 'stop', deadlineMs: hours(24) },
    pooled: { response: 'stop', deadlineMs: 0 },
    shared: { response: 'stop', deadlineMs: 0 },
    prepaid: { response: 'stop', deadlineMs: 0 },
    frozen: { response: 'stop', deadlineMs: hours(24) },
    inMaintenance: { response: 'wait', deadlineMs: hours(24) },
    inTask: { response: 'wait', deadlineMs: hours(2) },
    inUse: { response: 'wait', deadlineMs: hours(24) },
  },
  logOffMessage: 'This desktop is being retired. Please save your work; you will be logged off.',
  holdTag: 'offboarding:hold',
};
