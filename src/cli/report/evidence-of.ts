import { openEvidence } from '../../evidence/open-evidence.ts';
import type { StoredDocument } from '../../evidence/read-document.ts';
import { readDocument } from '../../evidence/read-document.ts';
import { loadEvidenceSettings } from '../../settings/load-settings.ts';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../global-options.ts';

/** The evidence store of the settings, to be read. */
export const evidenceOf = ({ config }: GlobalOptions) => {
  const settings = loadEvidenceSettings({ file: config, env: process.env });
  return { settings, objects: openEvidence(settings).objects };
};

/** @throws CommandError if the run has no document. */
export const documentOf = async (
  options: GlobalOptions & { runId?: string },
  workflowId: string,
): Promise<StoredDocument> => {
  const { objects } = evidenceOf(options);
  const found = await readDocument(objects, workflowId, options.runId);
  if (found !== undefined) return found;
  const which = options.runId === undefined ? workflowId : `run ${options.runId} of ${workflowId}`;
  throw new CommandError(
    `${objects.place} has no document of ${which}: it is written when a run comes to its end, and never if the run is terminated, times out or fails. Where evidence is kept, the settings say; a run that Temporal still knows is shown by: offboard report ${workflowId}`,
  );
};
