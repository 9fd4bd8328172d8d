/** What the exit code of every command says. */
export const exitCode = {
  done: 0,
  failed: 1,
  /** Arguments or settings are wrong. */
  usage: 2,
  /** A person must decide before anything goes on. */
  needsDecision: 3,
  onHold: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
