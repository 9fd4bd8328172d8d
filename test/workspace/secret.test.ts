import { format, inspect } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Secret } from '../../src/workspace/secret.ts';

const secret = new Secret('hunter2');

test('gives its value only to who asks for it by name', () => {
  expect(secret.reveal()).toBe('hunter2');
});

test.each([
  ['a template', () => `${secret}`],
  ['concatenation', () => 'key ' + String(secret)],
  ['JSON', () => JSON.stringify({ secret })],
  ['inspect', () => inspect({ deep: { er: { still: { secret } } } }, { depth: null })],
  ['format', () => format('%s %o %j', secret, secret, secret)],
  ['spreading', () => JSON.stringify({ ...secret })],
  ['structured cloning', () => inspect(structuredClone({ ...secret }))],
])('does not show its value to %s', (_way, show) => {
  expect(show()).not.toContain('hunter2');
});

test('does not show its value to the logger', () => {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  logger.info({ credentials: { secret } }, 'connecting with %s', secret);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('hunter2');
});
