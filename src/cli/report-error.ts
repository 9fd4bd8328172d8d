import { printable } from '../domain/words.ts';
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
    case 'PolicyError': {
      const { faults } = error as Error & { faults?: unknown };
      return { message: `the policies are wrong.\n${message}`, code: exitCode.usage, faults };
    }
    case 'CommandError': {
      const { exitCode: code, type } = error as Error & { exitCode: ExitCode; type?: string };
      return { message, code, type };
    }
    case 'WorkflowNotFoundError':
      return {
        message: 'The run has ended, or Temporal does not keep it any more. See: offboard list',
        code: exitCode.failed,
      };
    case 'NamespaceNotFoundError':
      return {
        message: `${message}. Set TEMPORAL_NAMESPACE to one that exists, or create it.`,
        code: exitCode.usage,
      };
    case 'ServiceError':
      return ofService(innermost(error));
    default:
      // Only Temporal is spoken to by gRPC.
      return 'details' in error && 'code' in error
        ? ofService(error)
        : { message, code: exitCode.failed };
  }
};

/** What the server said. Where it minds our arguments, it is well itself. */
const ofService = (error: Error): Description => {
  const said = inASentence(error.message);
  if (!('code' in error) || error.code !== invalidArgument)
    return { message: `Temporal failed: ${said} Run \`offboard doctor\`.`, code: exitCode.failed };
  const remedy = /search attribute/i.test(said)
    ? ' Register the search attributes of our runs with `offboard setup`.'
    : '';
  return { message: `Temporal refused: ${said}${remedy}`, code: exitCode.usage };
};

const invalidArgument = 3;

/** Without the number and the name of a gRPC code, and what the server appends and leaves empty. */
const inASentence = (message: string): string =>
  `${printable(message)
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/\s*Resolution note:[\s.]*$/, '')
    .replace(/[\s.]+$/, '')}.`;

const innermost = (error: Error): Error =>
  error.cause instanceof Error ? innermost(error.cause) : error;

const causes = (error: unknown): string[] =>
  error instanceof Error && error.cause instanceof Error
    ? [`${error.cause.name}: ${error.cause.message}`, ...causes(error.cause)]
    : [];
