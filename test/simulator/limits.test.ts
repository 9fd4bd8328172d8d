import { expect, it } from 'vitest';
import { Clock } from '../../src/simulator/clock.ts';
import { Limits } from '../../src/simulator/limits.ts';
import { operations } from '../../src/simulator/operations.ts';
import { oneDesktop, start, until } from './support.ts';

it('lets 200 reads and 100 writes a minute through, per operation, then answers 429 APIGW.0308', async () => {
  const { call } = await start({ estate: oneDesktop(), limits: true });
  const reads = await Promise.all(Array.from({ length: 201 }, () => call('GET', '/desktops/d-1')));
  expect(reads.filter(({ status }) => status === 200)).toHaveLength(200);
  const refused = reads.find(({ status }) => status === 429);
  expect(refused?.body).toEqual({
    error_code: 'APIGW.0308',
    error_msg:
      'The throttling threshold has been reached: policy user over ratelimit,limit:200,time:1 minute',
    request_id: refused?.headers.get('X-Request-Id'),
  });
  expect((await call('GET', '/desktops')).status).toBe(200);
  const unlock = { operate_type: 'unlock' };
  const writes = await Promise.all(
    Array.from({ length: 101 }, () => call('PUT', '/workspaces/lock-status', unlock)),
  );
  expect(writes.filter(({ status }) => status === 200)).toHaveLength(100);
});

it('opens again after the minute, on the simulated clock', async () => {
  const [operation] = operations;
  if (operation === undefined) throw new Error('there are no operations');
  // A minute takes a fifth of a second.
  const limits = new Limits(new Clock(300));
  const isLet = () => {
    try {
      limits.count('caller', operation);
      return true;
    } catch {
      return false;
    }
  };
  let calls = 0;
  while (calls < 10_000 && isLet()) calls += 1;
  expect(calls).toBeLessThan(10_000);
  await until(
    async () => isLet(),
    (isOpen) => isOpen,
  );
});

it('limits nothing unless asked to', async () => {
  const { call } = await start({ estate: oneDesktop() });
  const answers = await Promise.all(
    Array.from({ length: 201 }, () => call('GET', '/desktops/d-1')),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});
