import * as v from 'valibot';
import { isOpen, offboardingStates } from './state.ts';

/** How the run of a desktop tells its case that it stands still, or goes on. */
export const desktopReportSchema = v.object({
  desktopId: v.string(),
  /** A run's end is told by its result. */
  state: v.picklist(offboardingStates.filter((state) => isOpen(state))),
  /** Why, in words. */
  sentence: v.pipe(v.string(), v.maxLength(500)),
});

export type DesktopReport = v.InferOutput<typeof desktopReportSchema>;
