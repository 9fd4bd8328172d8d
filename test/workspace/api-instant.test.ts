import { expect, test } from 'vitest';
import { apiInstant } from '../../src/workspace/api-instant.ts';

const noon = Date.UTC(2026, 2, 1, 12, 30);

test.for([
  '2026-03-01T12:30:00Z',
  '2026-03-01T12:30:00.000Z',
  '2026-03-01T12:30Z',
  '2026-03-01 12:30:00',
  '2026-03-01T12:30:00.000',
  '2026-03-01T14:30:00+02:00',
])('%s is a time in UTC, wherever it is read', (text) => expect(apiInstant(text)).toBe(noon));

test.for([undefined, '', 'yesterday', '2026-03-01', '2026-13-01T12:30:00Z', '1772366400'])(
  '%s is no time',
  (text) => expect(apiInstant(text)).toBeUndefined(),
);
