import { offboardDesktopId } from '../workflows/contract.ts';

/** Our workflow ids have a slash, which no desktop id has. */
export const workflowIdOf = (given: string): string =>
  given.includes('/') ? given : offboardDesktopId(given);
