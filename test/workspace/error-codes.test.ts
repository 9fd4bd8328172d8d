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

// Written out a second time on purpose: a row that changes must be changed in two places.
const lines: Line[] = [
  ['WKS.0001', 400, del, 'stop'],
  ['WKS.00000003', 500, del, 'stop'],
  ['WKS.00010032', 409, del, 'busy'],
  ['WKS.0407', 400, del, 'busy', [300, 300, 300, 24]],
  ['WKS.00010099', 403, del, 'stop'],
  ['WKS.00170312', 400, 'ListUserDetail', 'gone'],
  ['WKS.00170312', 400, del, 'stop'],
  ['WKS.00170117', 400, del, 'stop'],
  ['WKS.00010109', undefined, 'job', 'stop'],
  ['WKS.00010110', undefined, 'job', 'retry', [60, 120, 300, 3]],
  ['WKS.00010306', undefined, 'job', 'stop'],
  ['WKS.00010315', undefined, 'job', 'stop'],
  ['WKS.00010321', undefined, 'job', 'retry', [60, 120, 300, 3]],
  ['APIGW.0101', 404, del, 'stop'],
  ['APIGW.0103', 404, del, 'stop'],
  ['APIGW.0104', 400, del, 'stop'],
  ['APIGW.0105', 400, del, 'stop'],
  ['APIGW.0106', 400, del, 'stop'],
  ['APIGW.0201', 400, del, 'stop'],
  ['APIGW.0201', 413, del, 'stop'],
  ['APIGW.0201', 414, del, 'stop'],
  ['APIGW.0201', 494, del, 'stop'],
  ['APIGW.0201', 502, del, 'retry'],
  ['APIGW.0201', 504, del, 'retry'],
  ['APIGW.0301', 401, del, 'credentials'],
  ['APIGW.0302', 403, del, 'stop'],
  ['APIGW.0303', 401, del, 'credentials'],
  ['APIGW.0304', 403, del, 'stop'],
  ['APIGW.0305', 401, del, 'credentials'],
  ['APIGW.0306', 403, del, 'stop'],
  ['APIGW.0307', 401, del, 'credentials'],
  ['APIGW.0308', 429, del, 'throttled'],
  ['APIGW.0310', 403, del, 'stop'],
  ['APIGW.0311', 401, del, 'stop'],
  ['APIGW.0401', 403, del, 'stop'],
  ['APIGW.0402', 403, del, 'stop'],
  ['APIGW.0404', 403, del, 'stop'],
  ['APIGW.0501', 405, del, 'stop'],
  ['APIGW.0502', 405, del, 'stop'],
  ['APIGW.0601', 500, del, 'retry'],
  ['APIGW.0602', 400, del, 'stop'],
  ['APIGW.0605', 500, del, 'retry'],
  ['APIGW.0606', 500, del, 'retry'],
  ['APIGW.0607', 400, del, 'stop'],
  ['APIGW.0608', 500, del, 'retry'],
  ['APIGW.0609', 500, del, 'stop'],
  ['APIGW.0610', 502, del, 'retry'],
  ['APIGW.0611', 500, del, 'stop'],
  ['APIGW.0612', 500, del, 'stop'],
  ['APIGW.0613', 503, del, 'retry'],
  ['APIGW.0705', 500, del, 'retry'],
  ['APIGW.0801', 403, del, 'stop'],
  ['APIGW.0802', 403, del, 'stop'],
  ['IAM.0001', 401, login, 'stop'],
  ['IAM.0001', 401, del, 'credentials'],
  ['IAM.0061', 401, login, 'stop'],
  ['IAM.0062', 401, login, 'stop'],
  ['IAM.0063', 401, del, 'credentials'],
  ['IAM.0064', 401, del, 'stop'],
  ['IAM.0065', 401, login, 'stop'],
  ['IAM.0066', 401, del, 'credentials'],
  ['IAM.0067', 401, del, 'credentials'],
  ['IAM.0002', 403, del, 'stop'],
  ['IAM.0003', 403, del, 'stop'],
  ['IAM.0080', 403, del, 'stop'],
  ['IAM.0081', 403, del, 'stop'],
  ['IAM.0082', 403, del, 'stop'],
  ['IAM.0083', 403, del, 'stop'],
  ['IAM.0004', 404, login, 'stop'],
  ['IAM.0005', 409, login, 'retry', [2, 4, 60, 3]],
  ['IAM.0020', 410, login, 'retry', [30, 60, 300, 8]],
  ['IAM.0012', 429, login, 'throttled'],
  ['IAM.0006', 500, login, 'retry'],
  ['IAM.0007', 400, login, 'stop'],
  ['IAM.0009', 400, login, 'stop'],
  ['IAM.0011', 400, login, 'stop'],
  ['IAM.0072', 400, login, 'stop'],
  ['IAM.0073', 400, login, 'stop'],
  ['IAM.1101', 400, login, 'stop'],
  ['IAM.1102', 400, login, 'stop'],
  ['IAM.1103', 400, login, 'stop'],
  ['IAM.1104', 400, del, 'stop'],
  ['IAM.1105', 400, del, 'stop'],
  ['IAM.1106', 400, del, 'stop'],
  ['IAM.1107', 400, del, 'stop'],
  ['IAM.1108', 400, del, 'stop'],
  ['IAM.1109', 400, login, 'stop'],
  ['NET.TIMEOUT', undefined, del, 'retry'],
  ['NET.REFUSED', undefined, del, 'retry'],
  ['NET.RESET', undefined, del, 'retry'],
  ['NET.DNS', undefined, del, 'retry'],
  ['NET.TLS', undefined, del, 'stop'],
  ['NET.FAILED', undefined, del, 'retry'],
  ['REPLY.UNREADABLE', 200, del, 'retry', [2, 4, 60, 3]],
  ['REPLY.INCOMPLETE', 200, del, 'retry', [2, 4, 60, 3]],
  ['REPLY.TOO_LARGE', 200, del, 'stop'],
  ['REPLY.FOREIGN', 404, del, 'stop'],
  ['REQUEST.INVALID', undefined, del, 'stop'],
  ['JOB.FAILED', undefined, 'job', 'retry', [20, 40, 120, 3]],
  ['HTTP.3xx', 302, del, 'stop'],
  ['HTTP.4xx', 418, del, 'stop'],
  ['HTTP.400', 400, del, 'stop'],
  ['HTTP.401', 401, login, 'stop'],
  ['HTTP.401', 401, del, 'credentials'],
  ['HTTP.403', 403, del, 'stop'],
  ['HTTP.404', 404, del, 'gone'],
  ['HTTP.404', 404, 'ShowJob', 'stop'],
  ['HTTP.405', 405, del, 'stop'],
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

  test('is in this test', () => {
    const reached = new Set(
      lines.map(([errorCode, status, operation]) => treat({ errorCode, status, operation }).row),
    );
    expect(errorCodes.filter((row) => !reached.has(row))).toEqual([]);
    expect(lines).toHaveLength(errorCodes.length);
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
