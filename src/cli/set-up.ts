import { searchAttributes } from '../workflows/contract.ts';
import { CommandError } from './command-error.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { print, printJson } from './output.ts';
import { readSearchAttributes, registerSearchAttributes } from '../temporal/search-attributes.ts';
import { withTemporal } from './temporal-client.ts';

/** Makes a namespace ready for our runs. Doing it again changes nothing. */
export const setUp = ({ json }: GlobalOptions): Promise<ExitCode> =>
  withTemporal(async ({ connection, namespace }) => {
    const registered = await registerSearchAttributes(connection, namespace).catch(
      (error: unknown) => {
        const wanted = Object.entries(searchAttributes).map(([name, type]) => `${name} (${type})`);
        throw new CommandError(
          `The search attributes cannot be registered in namespace ${namespace} from here: ${error instanceof Error ? error.message : String(error)} Let an administrator register ${wanted.join(', ')}; on Temporal Cloud, with tcld.`,
          exitCode.failed,
          { cause: error },
        );
      },
    );
    const { present, missing, mistyped } = await readSearchAttributes(connection, namespace);
    if (mistyped.length > 0)
      throw new CommandError(
        `${mistyped.join(', ')} of namespace ${namespace} have another type than ours. Remove them with \`temporal operator search-attribute remove\`, then run this again.`,
      );
    if (json) printJson({ namespace, registered, present, missing });
    else {
      const names = registered.length > 0 ? `Registered ${registered.join(', ')}` : 'Nothing to do';
      print(`${names}: namespace ${namespace} has all search attributes of our runs.`);
    }
    return exitCode.done;
  });
