import { expect, test } from 'vitest';
import { parseArguments, UsageError } from '../../src/simulator/arguments.ts';

test('an empty command line is one that can be followed', () => {
  expect(parseArguments([])).toEqual({
    port: 0,
    estate: undefined,
    desktops: 12,
    seed: 1,
    speed: 1,
    limits: false,
  });
});

test.each<[string, string[], RegExp]>([
  [
    'a port that is none',
    ['--port', '99999'],
    /^--port must be a whole number from 0 to 65535, not "99999"\./,
  ],
  ['a number that is none', ['--desktops', 'many'], /^--desktops must be a whole number/],
  ['an empty number', ['--seed', ''], /^--seed must be/],
  ['no speed at all', ['--speed', '0'], /^--speed must be a number from 0\.001/],
  ['two estates', ['--desktops', '1', '--estate', 'x'], /exclude each other/],
  ['an option it does not know', ['--colour', 'red'], /'--colour'/],
  ['a stray word', ['please'], /'please'/],
])('%s is refused with a sentence', (_, args, sentence) => {
  const parse = () => parseArguments(args);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(sentence);
});
