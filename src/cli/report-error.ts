import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { printJson, say, style } from './output.ts';

/** Says what went wrong, as a sentence on stderr and, for `--json`, as an object; gives the exit code. */
export const report = (error: unknown, { json, verbose }: GlobalOptions): ExitCode => {
  const { message, code, ...more } = describe(error);
  say(`${style('red', 'error:', process.stderr)} ${message}`);
  if (json) printJson({ error: { message, ...more } });
  if (verbose) for (const cause of causes(error)) say(`  because of ${cause}`);
  return code;
};

interface Description {
  message: string;
  code: ExitCode;
  /** `Refused` or `TooLate`, where a run refused a verb. */
  type?: string | undefined;
  faults?: unknown;
}

/** Errors are known by name, so that the libraries they come from are not loaded just to compare. */
const describe = (error: unknown): Description => {
  if (!(error instanceof Error)) return { message: String(error), code: exitCode.failed };
  const { name, message } = error;
  switch (name) {
    case 'SettingsError': {
      const { faults } = error as Error & { faults?: unknown };
      return { message: `the settings are wrong.\n${message}`, code: exitCode.usage, faults };
    }
    case 'CommandError': {
      const { exitCode: code, type } = error as Error & { exitCode: ExitCode; type?: string };
      return { message, code, type };
    }
    case 'WorkflowNotFoundError':
      return { message: 'Temporal knows no such run, or it has ended.', code: exitCode.failed };
    case 'NamespaceNotFoundError':
      return {
        message: `${message}. Set TEMPORAL_NAMESPACE to one that exists, or create it.`,
        code: exitCode.usage,
      };
    case 'ServiceError':
      return {
        message: `Temporal failed: ${innermost(error).message}. Run \`offboard doctor\`.`,
        code: exitCode.failed,
      };
    default:
      // What gRPC says begins with the number and the name of its code.
      return { message: message.replace(/^\d+ ([A-Z_]+): /, '$1: '), code: exitCode.failed };
  }
};

const innermost = (error: Error): Error =>
  error.cause instanceof Error ? innermost(error.cause) : error;

const causes = (error: unknown): string[] =>
  error instanceof Error && error.cause instanceof Error
    ? [`${error.cause.name}: ${error.cause.message}`, ...causes(error.cause)]
    : [];
