/** What one look found. */
export interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  /** How to mend it. */
  fix?: string;
}

export const ok = (name: string, message: string): Check => ({ name, status: 'ok', message });

export const warn = (name: string, message: string, fix: string): Check => ({
  name,
  status: 'warn',
  message,
  fix,
});

export const fail = (name: string, message: string, fix: string): Check => ({
  name,
  status: 'fail',
  message,
  fix,
});

/** The end of an error's chain of causes usually says what happened. */
export const reason = (error: unknown): string =>
  error instanceof Error
    ? error.cause instanceof Error
      ? reason(error.cause)
      : error.message
    : String(error);
