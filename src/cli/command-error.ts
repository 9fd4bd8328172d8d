import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** A command that cannot be carried out. The message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, code: ExitCode = exitCode.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }
}
