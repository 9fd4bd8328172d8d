import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brief, redact } from '../../src/workspace/redact.ts';

const token = `MIIF${'aB3-_/+'.repeat(20)}==`;

describe('redact takes out', () => {
  test.each([
    ['a token', `token ${token} is invalid`, 'token [secret] is invalid'],
    ['an access key', 'AK HPUAQXSQWCKDBLCDOZR1 is disabled', 'AK [secret] is disabled'],
    ['a signature', 'Signature=0123abcd, try again', '[secret], try again'],
    ['a header', 'X-Auth-Token: abc.def rejected', '[secret] rejected'],
  ])('%s', (_what, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('the values it is given, wherever they stand', () => {
    expect(redact('password "p@ss.*word" (p@ss.*word) is wrong', ['p@ss.*word'])).toBe(
      'password "[secret]" ([secret]) is wrong',
    );
  });
});

test('redact leaves ids, codes and ordinary words alone', () => {
  const text =
    'Desktop 361b01a0-2cd1-41f5-ab49-1cdc05261f84 of project 05d1f3a9c80026b22f0ac00a6e1d7b54 is INTERNATIONALIZATION (WKS.00010032)';
  expect(redact(text, ['', 'is'])).toBe(text);
});

test('redact leaves no secret it was given in any text', () => {
  const secret = fc.string({ minLength: 4, maxLength: 30 }).filter((s) => !'[secret]'.includes(s));
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
      const text = redact(`${before}\n${hidden}\n${after}`, [hidden]);
      expect(text.split('[secret]').some((part) => part.includes(hidden))).toBe(false);
    }),
  );
});

test('brief keeps to one line and to its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, length) => {
      const short = brief(text, length);
      expect(short.length).toBeLessThanOrEqual(length);
      expect(short).not.toMatch(/[\n\r\t\0]/);
    }),
  );
  expect(brief('two\n  lines', 20)).toBe('two lines');
  expect(brief('abcdef', 4)).toBe('abc…');
});
