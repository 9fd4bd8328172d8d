import type { LeftOut } from '../../domain/clean-up/wave.ts';
import { WorkspaceApiError } from '../../workspace/errors/workspace-api-error.ts';
import type { Dependencies } from '../dependencies.ts';
import { reportUnknown } from '../attempt/metrics.ts';

/** The API refused a call for several desktops, because of what is in it: nothing was done. */
export interface BatchRefused {
  is: 'refused';
  errorCode: string;
  message: string;
  left: LeftOut[];
}

/** Statuses that tell of the desktops in a call, and not of the caller or the service. */
const ofTheContent: ReadonlySet<number> = new Set([400, 404, 409, 422]);

/** What a failed call says of the desktops in it; undefined if that is not why it failed. */
export function refusedContent(
  { treat }: Pick<Dependencies, 'treat'>,
  error: unknown,
): Omit<BatchRefused, 'left'> | undefined {
  if (!(error instanceof WorkspaceApiError) || !ofTheContent.has(error.status)) return undefined;
  const { class: kind, known, meaning } = treat(error);
  if (kind !== 'stop' && kind !== 'busy' && kind !== 'gone') return undefined;
  const { operation, errorCode, status, requestId } = error;
  if (!known && kind !== 'gone') reportUnknown(operation, errorCode, status);
  const facts = [`HTTP ${status}`, errorCode, ...(requestId ? [`request ${requestId}`] : [])];
  const message = `${operation} was refused: ${meaning} (${facts.join(', ')}).`;
  return { is: 'refused', errorCode, message };
}
