import { Option } from 'commander';
import { leaverKinds } from '../../domain/leaver-event.ts';

/** The options that say who leaves, and when. */
export const leaverOptions = (): Option[] => [
  new Option('--user-name <name>', 'of the user in Workspace').makeOptionMandatory(),
  new Option(
    '--effective-at <time>',
    'from when on they are gone: a date (its end), a time with its time zone, "2 days", or now',
  ).makeOptionMandatory(),
  new Option('--domain <domain>', 'of the user, where several have the same name'),
  new Option('--kind <kind>', 'each has its own clock').choices(leaverKinds).default('voluntary'),
  new Option('--sender <name>', 'who says so, as the settings call it').default('cli'),
];
