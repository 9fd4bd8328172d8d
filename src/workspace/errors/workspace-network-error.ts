import { isWrite, type Operation } from '../operation.ts';
import type { NetworkErrorCode } from './network-error-code.ts';

const happened: Readonly<Record<NetworkErrorCode, string>> = {
  'NET.TIMEOUT': 'was not answered in time',
  'NET.REFUSED': 'found nobody listening at the endpoint',
  'NET.RESET': 'lost its connection before the answer',
  'NET.DNS': 'could not resolve the name of the endpoint',
  'NET.TLS': 'could not trust the certificate of the endpoint',
  'NET.FAILED': 'failed on the network',
};

/** No answer arrived. `mayHaveTakenEffect` tells whether the request may have been carried out. */
export class WorkspaceNetworkError extends Error {
  override readonly name = 'WorkspaceNetworkError' as const;
  readonly operation: Operation;
  readonly errorCode: NetworkErrorCode;
  readonly mayHaveTakenEffect: boolean;

  /** `unsent`: the connection was never made, so nothing can have happened. */
  constructor(
    operation: Operation,
    errorCode: NetworkErrorCode,
    { unsent, cause }: { unsent: boolean; cause: unknown },
  ) {
    super(`${operation} ${happened[errorCode]} (${errorCode})`, { cause });
    this.operation = operation;
    this.errorCode = errorCode;
    this.mayHaveTakenEffect = isWrite(operation) && !unsent;
  }
}
