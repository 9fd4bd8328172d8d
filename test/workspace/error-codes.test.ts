import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/workspace/error-codes.ts';
import { operationKinds, type Operation } from '../../src/workspace/operation.ts';
import { treatmentTable } from '../../src/workspace/treatment.ts';

const treat = treatmentTable();

/** class: first, second and longest delay in seconds, and the budget. */
const paces = {
  retry: [2, 4, 60, 8],
  busy: [20, 30, 300, 40],
  throttled: [60, 120, 960, 12],
  credentials: [60, 60, 60, 2],
  gone: [0, 0, 0, 0],
  stop: [0, 0, 0, 0],
} as const;

type Pace = readonly [first: number, second: number, longest: number, budget: number];
type Line = [
  code: string,
  status: number | undefined,
  operation: Operation | 'job' | undefined,
  class_: keyof typeof paces,
  pace?: Pace,
];

const login = 'KeystoneCreateUserTokenByPassword';
const del = 'DeleteDesktop';

// Written out a second time on purpose, but for those that stop: a row that changes must be changed in two places.
const lines: Line[] = [
  ['WKS.00010032', 409, del, 'busy'],
  ['WKS.0407', 400, del, 'busy', [300, 300, 300, 24]],
  ['WKS.00170312', 400, 'ListUserDetail', 'gone'],
  ['WKS.00170312', 400, del, 'stop'],
  ['WKS.00010109', undefined, 'job', 'stop'],
  ['WKS.00010110', undefined, 'job', 'retry', [60, 120, 300, 3]],
  ['WKS.00010306', undefined, 'job', 'stop'],
  ['WKS.00010315', undefined, 'job', 'stop'],
  ['WKS.00010321', undefined, 'job', 'retry', [60, 120, 300, 3]],
  ['APIGW.0201', 502, del, 'retry'],
  ['APIGW.0201', 504, del, 'retry'],
  ['APIGW.0301', 401, del, 'credentials'],
  ['APIGW.0303', 401, del, 'credentials'],
  ['APIGW.0305', 401, del, 'credentials'],
  ['APIGW.0307', 401, del, 'credentials'],
  ['APIGW.0308', 429, del, 'throttled'],
  ['APIGW.0601', 500, del, 'retry'],
  ['APIGW.0605', 500, del, 'retry'],
  ['APIGW.0606', 500, del, 'retry'],
  ['APIGW.0608', 500, del, 'retry'],
  ['APIGW.0610', 502, del, 'retry'],
  ['APIGW.0613', 503, del, 'retry'],
  ['APIGW.0705', 500, del, 'retry'],
  ['IAM.0001', 401, login, 'stop'],
  ['IAM.0001', 401, del, 'credentials'],
  ['IAM.0063', 401, del, 'credentials'],
  ['IAM.0066', 401, del, 'credentials'],
  ['IAM.0067', 401, del, 'credentials'],
  ['IAM.0005', 409, login, 'retry', [2, 4, 60, 3]],
  ['IAM.0020', 410, login, 'retry', [30, 60, 300, 8]],
  ['IAM.0012', 429, login, 'throttled'],
  ['IAM.0006', 500, login, 'retry'],
  ['NET.TIMEOUT', undefined, del, 'retry'],
  ['NET.REFUSED', undefined, del, 'retry'],
  ['NET.RESET', undefined, del, 'retry'],
  ['NET.DNS', undefined, del, 'retry'],
  ['NET.FAILED', undefined, del, 'retry'],
  ['REPLY.UNREADABLE', 200, del, 'retry', [2, 4, 60, 3]],
  ['REPLY.INCOMPLETE', 200, del, 'retry', [2, 4, 60, 3]],
  ['JOB.FAILED', undefined, 'job', 'retry', [20, 40, 120, 3]],
  ['HTTP.401', 401, login, 'stop'],
  ['HTTP.401', 401, del, 'credentials'],
  ['HTTP.404', 404, del, 'gone'],
  ['HTTP.404', 404, 'ShowJob', 'stop'],
  ['HTTP.408', 408, del, 'throttled'],
  ['HTTP.409', 409, del, 'busy'],
  ['HTTP.429', 429, del, 'throttled'],
  ['HTTP.5xx', 599, del, 'retry'],
  ['HTTP.500', 500, del, 'retry'],
  ['HTTP.502', 502, del, 'retry'],
  ['HTTP.503', 503, del, 'retry'],
  ['HTTP.504', 504, del, 'retry'],
];

describe('every row', () => {
  test.each(lines)('%s (%s, %s) is treated as %s', (errorCode, status, operation, class_, pace) => {
    const treatment = treat({ errorCode, status, operation });
    const [first, second, longest, budget] = pace ?? paces[class_];
    expect(treatment).toMatchObject({ code: errorCode, class: class_, known: true, budget });
    expect([1, 2, 1_000].map((failures) => treatment.delayMs(failures))).toEqual(
      [first, second, longest].map((seconds) => seconds * 1_000),
    );
    expect(treatment.row?.code).toBe(errorCode);
  });

  test('that is not in this test stops the run at once, in every operation', () => {
    const rows = lines.map(
      ([errorCode, status, operation]) => treat({ errorCode, status, operation }).row,
    );
    expect(new Set(rows).size).toBe(lines.length);
    for (const row of errorCodes.filter((one) => !rows.includes(one))) {
      expect(row).not.toHaveProperty('operations');
      const { code: errorCode, status } = row;
      expect(treat({ errorCode, status, operation: del })).toMatchObject({
        class: 'stop',
        known: true,
        budget: 0,
        row,
      });
    }
  });
});

describe('the table', () => {
  test('holds no row twice', () => {
    const keys = errorCodes.map(({ code, status, operations }) =>
      [code, status, operations].join(),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test.each(errorCodes.map((row) => [row.code, row.status, row] as const))(
    '%s (%s) says what happened, what to do, and who says so',
    (_code, _status, { meaning, advice, source }) => {
      expect(meaning).toMatch(/^[^.]{10,120}$/);
      expect(advice).toMatch(/^[A-Z].{8,298}\.$/s);
      expect(source).not.toBe('');
    },
  );

  test('names only operations of the API', () => {
    const named = errorCodes.flatMap(({ operations = [] }) => operations);
    expect(named.filter((name) => name !== 'job' && !(name in operationKinds))).toEqual([]);
  });

  test('takes a 404 of the gateway or of IAM for a desktop in no operation', () => {
    for (const operation of Object.keys(operationKinds) as Operation[]) {
      for (const errorCode of ['APIGW.0101', 'APIGW.0103', 'IAM.0004', 'REPLY.FOREIGN']) {
        expect(treat({ errorCode, status: 404, operation }).class).toBe('stop');
      }
    }
  });

  test('calls nothing gone but by 404 or the user’s own code', () => {
    const gone = errorCodes.filter((row) => row.class === 'gone');
    expect(gone.map(({ code }) => code)).toEqual(['WKS.00170312', 'HTTP.404']);
    expect(gone.every(({ operations = [] }) => operations.length > 0)).toBe(true);
  });
});
