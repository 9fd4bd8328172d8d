import { expect, test } from 'vitest';
import { cleanUpInWords } from '../../../src/cli/runs/clean-up-in-words.ts';
import { cleanUpStatus } from '../../evidence/documents.ts';

const beyond = 'It would delete 2 of 3 desktops; one plan may have 10 % of the estate.';

test.for([
  ['while it waits for approval', `Waits for approval of the plan a1. ${beyond}`],
  ['when it was let through', 'The plan is carried out.'],
])('the status of a clean-up says once what its plan goes beyond: %s', ([, sentence = '']) => {
  const status = cleanUpStatus({ sentence }, [beyond]);
  const shown = [sentence, ...cleanUpInWords(status, 'UTC')].join('\n');
  expect(shown.split(beyond)).toHaveLength(2);
});
