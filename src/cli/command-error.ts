import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** A command that cannot be carried out. The message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  /** For programs, where a message is not enough: `Refused` or `TooLate`. */
  readonly type: string | undefined;

  constructor(
    message: string,
    code: ExitCode = exitCode.failed,
    { type, ...options }: ErrorOptions & { type?: string | undefined } = {},
  ) {
    super(message, options);
    this.exitCode = code;
    this.type = type;
  }
}
