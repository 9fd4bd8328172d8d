import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/workspace/error-codes.ts';
import { operationKinds, type Operation } from '../../src/workspace/operation.ts';
import { treatmentTable, type ErrorCodeOverride } from '../../src/workspace/treatment.ts';

const treat = treatmentTable();
// Object.keys forgets the type of a constant object.
const operations = Object.keys(operationKinds) as Operation[];

describe('an unknown code is judged by its status', () => {
  test.each([
    [302, 'stop'],
    [400, 'stop'],
    [401, 'credentials'],
    [403, 'stop'],
    [404, 'gone'],
    [405, 'stop'],
    [408, 'throttled'],
    [409, 'busy'],
    [413, 'stop'],
    [414, 'stop'],
    [422, 'stop'],
    [429, 'throttled'],
    [494, 'stop'],
    [500, 'retry'],
    [501, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
    [520, 'retry'],
    [undefined, 'stop'],
  ] as const)('%s is %s', (status, expected) => {
    const treatment = treat({ errorCode: 'WKS.99999999', status, operation: 'DeleteDesktop' });
    expect(treatment).toMatchObject({ code: 'WKS.99999999', class: expected, known: false });
  });

  test.each(operations.map((operation) => [operation] as const))('404 of %s', (operation) => {
    const gone = [
      'ShowDesktopDetail',
      'DeleteDesktop',
      'ShowDesktopRemoteAssistanceInfo',
      'CancelRemoteAssistance',
      'DeleteDesktopSubResources',
      'BatchLogoffDesktops',
      'ShowTagByDesktopId',
      'DeleteTag',
      'ListUserDetail',
      'DeleteUser',
      'ChangeUserStatus',
    ].includes(operation);
    expect(treat({ errorCode: 'WKS.99999999', status: 404, operation }).class).toBe(
      gone ? 'gone' : 'stop',
    );
  });

  test('a job’s unknown code repeats the job a few times', () => {
    expect(treat({ errorCode: 'WKS.99999999', operation: 'job' })).toMatchObject({
      class: 'retry',
      budget: 3,
      known: false,
    });
  });
});

describe('a known code', () => {
  test('counts for more than a status that nobody documented', () => {
    expect(
      treat({ errorCode: 'WKS.00010032', status: 400, operation: 'DeleteDesktop' }),
    ).toMatchObject({ class: 'busy', known: true });
  });

  test('with rows that differ is not guessed under another status', () => {
    expect(
      treat({ errorCode: 'APIGW.0201', status: 500, operation: 'DeleteDesktop' }),
    ).toMatchObject({
      class: 'retry',
      known: false,
    });
    expect(
      treat({ errorCode: 'APIGW.0201', status: 499, operation: 'DeleteDesktop' }),
    ).toMatchObject({
      class: 'stop',
      known: false,
    });
  });

  test('asked about without status and operation gets its careful row', () => {
    expect(treat({ errorCode: 'WKS.00170312' })).toMatchObject({ class: 'stop', known: true });
    expect(treat({ errorCode: 'IAM.0001' })).toMatchObject({ class: 'credentials', known: true });
  });

  test.each(['ListUserDetail', 'DeleteUser', 'ChangeUserStatus'] as const)(
    'WKS.00170312 means a user who is gone in %s',
    (operation) => {
      expect(treat({ errorCode: 'WKS.00170312', status: 400, operation }).class).toBe('gone');
    },
  );

  test('WKS.0001 never means that a desktop is gone', () => {
    for (const operation of operations) {
      expect(treat({ errorCode: 'WKS.0001', status: 400, operation }).class).toBe('stop');
    }
  });
});

describe('delays', () => {
  test('grow by the factor of their class up to its cap', () => {
    const { delayMs } = treat({ errorCode: 'WKS.00010032', status: 409 });
    expect([1, 2, 3, 4, 8, 40].map(delayMs)).toEqual([
      20_000, 30_000, 45_000, 67_500, 300_000, 300_000,
    ]);
  });

  test('are at least what Retry-After asks for, and at most an hour', () => {
    const after = (retryAfterMs: number) =>
      treat({ errorCode: 'APIGW.0308', status: 429, retryAfterMs }).delayMs(1);
    expect([after(5_000), after(90_000), after(1e12)]).toEqual([60_000, 90_000, 3_600_000]);
  });
});

describe('overrides', () => {
  const overridden = (...overrides: ErrorCodeOverride[]) => treatmentTable(overrides);

  test('change the pace of a row and leave the rest', () => {
    const busy = overridden({ code: 'WKS.00010032', delaySeconds: 5, budget: 100 })({
      errorCode: 'WKS.00010032',
      status: 409,
    });
    expect(busy).toMatchObject({ class: 'busy', budget: 100, source: 'settings' });
    expect(busy.meaning).toBe(treat({ errorCode: 'WKS.00010032' }).meaning);
    expect(busy.delayMs(2)).toBe(7_500);
  });

  test('that change the class take the pace of the new one', () => {
    const changed = overridden({ code: 'WKS.0407', class: 'retry' })({
      errorCode: 'WKS.0407',
      status: 400,
    });
    expect(changed).toMatchObject({ class: 'retry', budget: 8 });
    expect(changed.delayMs(1)).toBe(2_000);
  });

  test('make a code known that the table does not know', () => {
    const added = overridden({ code: 'WKS.77', class: 'stop', advice: 'Call Jo.' });
    expect(added({ errorCode: 'WKS.77', status: 500 })).toMatchObject({
      class: 'stop',
      advice: 'Call Jo.',
      known: true,
    });
  });

  test('hold only for the status and the operation they name', () => {
    const table = overridden({
      code: 'WKS.88',
      status: 409,
      operation: 'DeleteDesktop',
      class: 'gone',
    });
    const at = (status: number, operation: Operation) =>
      table({ errorCode: 'WKS.88', status, operation }).class;
    expect(at(409, 'DeleteDesktop')).toBe('gone');
    expect(at(500, 'DeleteDesktop')).toBe('retry');
    expect(at(409, 'DeleteUser')).toBe('busy');
  });

  test('of HTTP.<status> reach the unknown codes of that status, and no known ones', () => {
    const table = overridden({ code: 'HTTP.409', budget: 1 });
    expect(table({ errorCode: 'WKS.99', status: 409 })).toMatchObject({ budget: 1, known: false });
    expect(table({ errorCode: 'WKS.00010032', status: 409 }).budget).toBe(40);
  });

  test('of which several apply are laid over each other in their order', () => {
    const table = overridden(
      { code: 'NET.RESET', budget: 5, advice: 'First.' },
      { code: 'NET.RESET', advice: 'Second.' },
    );
    expect(table({ errorCode: 'NET.RESET' })).toMatchObject({ budget: 5, advice: 'Second.' });
  });
});

describe('for any failure at all', () => {
  const failure = fc.record({
    errorCode: fc.oneof(
      fc.string(),
      fc.constantFrom(...errorCodes.map(({ code }) => code)),
      fc.constantFrom('__proto__', 'constructor', 'toString', ''),
    ),
    status: fc.option(fc.oneof(fc.integer({ min: 100, max: 599 }), fc.integer(), fc.double()), {
      nil: undefined,
    }),
    operation: fc.option(fc.constantFrom(...operations, 'job' as const), { nil: undefined }),
    retryAfterMs: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
  });

  test('there is a treatment, with finite delays that never shrink and an end', () => {
    fc.assert(
      fc.property(failure, (met) => {
        const { class: class_, delayMs, budget, meaning, advice } = treat(met);
        const delays = Array.from({ length: 60 }, (_, index) => delayMs(index + 1));
        expect(delays.every((delay) => delay >= 0 && delay <= 3_600_000)).toBe(true);
        expect(delays).toEqual(delays.toSorted((a, b) => a - b));
        expect(budget).toBeLessThanOrEqual(40);
        expect(meaning).not.toBe('');
        expect(advice).not.toBe('');
        if (class_ === 'gone' || class_ === 'stop') expect(budget).toBe(0);
        else expect(delayMs(1)).toBeGreaterThanOrEqual(2_000);
      }),
      { numRuns: 1_000 },
    );
  });

  test('an unknown refusal is tried again only where its status says it may pass', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).map((text) => `X.${text}`),
        fc
          .integer({ min: 400, max: 499 })
          .filter((status) => ![401, 404, 408, 409, 429].includes(status)),
        fc.constantFrom(...operations),
        (errorCode, status, operation) => {
          expect(treat({ errorCode, status, operation })).toMatchObject({
            class: 'stop',
            budget: 0,
          });
        },
      ),
    );
  });
});
