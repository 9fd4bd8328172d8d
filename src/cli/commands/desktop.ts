import { Command } from 'commander';
import type { DesktopOptions } from '../desktop/offboard-desktop.ts';
import { examples } from './examples.ts';

export const desktopCommand = (): Command =>
  new Command('desktop')
    .summary('offboard one desktop')
    .description(
      'Offboards one desktop. Reads its owner first, shows it, and orders the deletion of that owner’s desktop: if it is reassigned meanwhile, it is kept.',
    )
    .argument('<desktop id>')
    .option('--dry-run', 'read and judge only; change nothing')
    .option('--confirm <desktop id>', 'the id once more, where nobody can be asked to type it')
    .option('--expect-owner <user name>', 'refuse unless the desktop belongs to this user')
    .option('--delete-users', 'also delete the user, if no other desktop is left')
    .option('--email', 'let the cloud mail the user about the deletion')
    .option('--project <name>', 'project of the settings; the first by default')
    .option('--wait', 'follow the run to its end')
    .addHelpText(
      'after',
      examples(
        'offboard desktop 6f2c… --dry-run',
        'offboard desktop 6f2c… --expect-owner mira.k --wait',
        'offboard desktop 6f2c… --confirm 6f2c… --json',
      ),
    )
    .action(async (desktopId: string, _options: unknown, command: Command) => {
      const { offboardDesktop } = await import('../desktop/offboard-desktop.ts');
      process.exitCode = await offboardDesktop(
        desktopId,
        command.optsWithGlobals<DesktopOptions>(),
      );
    });
