import { InvalidArgumentError } from 'commander';
import { printable } from '../../domain/words.ts';

/** Temporal keeps 1000 bytes, of which an earlier limit may need some. */
export const oneLineReason = (text: string): string => {
  const reason = text.trim();
  if (reason === '') throw new InvalidArgumentError('Say why.');
  if (Buffer.byteLength(reason) > 900)
    throw new InvalidArgumentError('Say it in at most 900 bytes; Temporal keeps no more.');
  if (printable(reason) !== reason)
    throw new InvalidArgumentError('Say it in one line without control characters.');
  return reason;
};
