import type { EstateDesktop } from '../../domain/clean-up/estate.ts';

/** Whether this is the id or the computer name of a desktop, in any case. */
export const isCalled = ({ facts, computerName }: EstateDesktop, name: string): boolean =>
  [facts.desktopId, computerName].some((own) => own.toLowerCase() === name.toLowerCase());
