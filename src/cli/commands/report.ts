import { Command, Option } from 'commander';
import type { EraseOptions } from '../report/erase-names.ts';
import type { ReportOptions } from '../report/show-report.ts';
import type { SaveOptions } from '../report/save-document.ts';
import type { VerifyOptions } from '../report/verify-ledger.ts';
import { workflowIdOf } from '../workflow-id.ts';
import { examples } from './examples.ts';

type Options = ReportOptions &
  SaveOptions &
  VerifyOptions &
  EraseOptions & { verify?: boolean; eraseNames?: boolean };

export const reportCommand = (): Command =>
  new Command('report')
    .summary('the record of a run, and the evidence behind it')
    .description(
      'Prints the record of a run, open or ended: the order, each step, each verb with what it did and the identity that Temporal’s history has for its sender, and who cancelled or terminated it. What Temporal has forgotten is read from the evidence store.',
    )
    .argument(
      '[workflow id]',
      'such as offboard-user/<sender>/<person id>; a desktop id alone means its run',
    )
    .option('--run-id <run id>', 'an earlier run of the same id; the latest by default')
    .option('--html <file>', 'write its evidence as a page; - for standard output')
    .option('--csv <file>', 'write what happened as comma-separated values; - for standard output')
    .addOption(
      new Option('--verify', 'look for evidence that was edited, removed or added').conflicts([
        'html',
        'csv',
        'runId',
        'eraseNames',
      ]),
    )
    .option('--head <head>', 'with --verify: an entry that was known, as notices bring it')
    .addOption(
      new Option(
        '--erase-names',
        'erase the names in its evidence for good, or without a workflow id those older than evidence.keepNames',
      ).conflicts(['html', 'csv', 'runId']),
    )
    .option('--confirm <id>', 'with --erase-names, where nobody can be asked to type it')
    .addHelpText(
      'after',
      examples(
        'offboard report offboard-desktop/6f2c…',
        'offboard report offboard-user/hr/E10023 --html E10023.html',
        'offboard report --verify --head 412:9f86d0…',
        'offboard report offboard-user/hr/E10023 --erase-names',
      ),
    )
    .action(async (given: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { verify, head, eraseNames, html, csv } = options;
      if (head !== undefined && !verify) command.error('error: --head goes with --verify');
      if (verify && given !== undefined)
        command.error('error: --verify takes no workflow id: it looks at all of the evidence');
      if (verify) {
        const { verifyLedger } = await import('../report/verify-ledger.ts');
        process.exitCode = await verifyLedger(options);
        return;
      }
      if (eraseNames) {
        const { eraseNamesIn } = await import('../report/erase-names.ts');
        process.exitCode = await eraseNamesIn(given && workflowIdOf(given), options);
        return;
      }
      if (given === undefined) command.error("error: missing required argument 'workflow id'");
      const workflowId = workflowIdOf(given);
      if (html !== undefined || csv !== undefined) {
        const { saveDocument } = await import('../report/save-document.ts');
        process.exitCode = await saveDocument(workflowId, options);
        return;
      }
      const { showReport } = await import('../report/show-report.ts');
      process.exitCode = await showReport(workflowId, options);
    });
