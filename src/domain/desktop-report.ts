import * as v from 'valibot';
import { offboardingStates } from './state.ts';

/** The signal by which the run of a desktop tells its case that it stands still, or goes on. */
export const desktopSignal = 'desktop';

export const desktopReportSchema = v.object({
  desktopId: v.string(),
  state: v.picklist(offboardingStates),
  /** Why, in words. */
  sentence: v.string(),
});

export type DesktopReport = v.InferOutput<typeof desktopReportSchema>;
