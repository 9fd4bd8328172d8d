import type { DesktopStatus } from '../../client.ts';
import { possibleVerbs } from '../../domain/possible-verbs.ts';
import { exampleAsOptions } from './example-as-options.ts';

/** What a person can do about a run as it stands, as commands. */
export const nextCommands = (workflowId: string, status: DesktopStatus): string[] =>
  possibleVerbs(status).map((verb) => {
    const more = verb === 'resolve' ? '  # or skip, or abort' : '';
    return `offboard ${verb} ${workflowId} ${exampleAsOptions(verb)}${more}`;
  });
