/** What went wrong, and why, for the log: Temporal's client says the latter only in the cause. */
export const faultOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
};
