import * as v from 'valibot';
import { defaultLimits } from '../domain/clean-up/blast-radius.ts';
import { count, section, share } from './schemas.ts';
import type { CleanUpSettings } from './settings.ts';

const desktops = (byDefault: number) => v.optional(count(1_000_000), byDefault);

/** How far clean-ups may go without a person, whatever their policies say, and how. */
export const cleanUp: v.GenericSchema<unknown, CleanUpSettings> = section({
  maxDesktops: desktops(defaultLimits.maxDesktops),
  maxShare: v.optional(share, defaultLimits.maxShare),
  maxChange: v.optional(share, defaultLimits.maxChange),
  dailyDesktops: desktops(defaultLimits.dailyDesktops),
  dailyShare: v.optional(share, defaultLimits.dailyShare),
  waveSize: v.optional(count(100), 100),
});
