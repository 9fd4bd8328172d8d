import * as v from 'valibot';
import { patternFault } from '../domain/name-pattern.ts';
import { say, text } from './schemas.ts';

/** A pattern of computer names, such as `build-*`. */
export const namePattern = v.pipe(
  text(),
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? patternFault(dataset.value) : undefined;
    if (fault !== undefined) addIssue({ message: say(fault.problem, fault.remedy) });
  }),
);
