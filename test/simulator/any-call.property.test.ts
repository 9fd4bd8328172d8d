import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../src/simulator/operations.ts';
import { oneDesktop, start } from './support.ts';

const id = fc.constantFrom('d-1', 'u-lee', 'missing', 'offboarding:hold', '%', 'ä/ö', ' ');
const instant = `${new Date().toISOString().slice(0, 16)}Z`;
const value = fc.oneof(id, fc.constantFrom('true', 'ACTIVE', '-1', '5', '', 'k=v,k2=v2', instant));

const filters = `limit offset user_name user_names desktop_id tag status job_id disabled sort_field
  sort_type key value delete_users pool_id desktop_type image_id start_time end_time computer_name
  min_idle_days`;
const queries = fc.dictionary(fc.constantFrom(...filters.split(/\s+/)), value, { maxKeys: 4 });

const bodies = fc.option(
  fc.oneof(
    fc.json(),
    fc.constant('{'),
    fc
      .record(
        {
          desktop_ids: fc.array(id, { maxLength: 3 }),
          user_ids: fc.array(id, { maxLength: 3 }),
          job_ids: fc.array(id, { maxLength: 3 }),
          sub_resource_type: value,
          sub_resource_sku: value,
          op_type: fc.constantFrom('os-stop', 'LOCK', 'nonsense'),
          action: fc.constantFrom('filter', 'count', 'create', 'delete'),
          tags: fc.array(fc.record({ key: id, value }), { maxLength: 3 }),
          tag: fc.record({ key: id, value }),
          in_maintenance_mode: fc.boolean(),
        },
        { requiredKeys: [] },
      )
      .map((body) => JSON.stringify(body)),
  ),
  { nil: undefined },
);

test('any call at all is answered in the words of the API: never 500, always with a request id', async () => {
  const { simulator, token } = await start({ estate: oneDesktop(), speed: 1_000 });
  const { projectId } = simulator.credentials;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.array(id, { minLength: 2, maxLength: 2 }),
      queries,
      bodies,
      async ({ method, path }, ids, query, body) => {
        const names = ids.values();
        const filled = path
          .replace(':project_id', projectId)
          .replaceAll(/:\w+/g, () => encodeURIComponent(names.next().value ?? ''));
        const response = await fetch(`${simulator.url}${filled}?${new URLSearchParams(query)}`, {
          method,
          headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
          ...(body === undefined || method === 'GET' ? {} : { body }),
        });
        const text = await response.text();
        expect(response.status).toBeLessThan(500);
        expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
        if (response.status === 204) expect(text).toBe('');
        if (response.status >= 400) expect(text).toMatch(/"error_code":"[A-Z]+\.\d+"|"error":\{/);
      },
    ),
    { numRuns: 300 },
  );
});
