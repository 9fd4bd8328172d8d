import { Command, InvalidArgumentError } from 'commander';
import type { ExplainOptions } from '../explain-code.ts';
import { examples } from './examples.ts';

const httpStatus = (text: string): number => {
  if (!/^[1-5]\d\d$/.test(text))
    throw new InvalidArgumentError('It is an HTTP status from 100 to 599.');
  return Number(text);
};

export const explainCommand = (): Command =>
  new Command('explain')
    .summary('what an error code means and how it is treated')
    .description(
      'Says what an error code of the API means, how it is treated, and what you can do.',
    )
    .argument('<error code>', 'such as WKS.00010032, or HTTP.503 where the API gave none')
    .option('--status <status>', 'HTTP status that came with it', httpStatus)
    .option('--operation <name>', 'operation that was refused, such as DeleteDesktop, or job')
    .addHelpText(
      'after',
      examples(
        'offboard explain WKS.00010032',
        'offboard explain WKS.99999999 --status 409 --operation DeleteDesktop',
      ),
    )
    .action(async (code: string, _options: unknown, command: Command) => {
      const { explainCode } = await import('../explain-code.ts');
      process.exitCode = explainCode(code, command.optsWithGlobals<ExplainOptions>());
    });
