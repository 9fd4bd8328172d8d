import { expect, it, test } from 'vitest';
import { oneDesktop, start } from './support.ts';

const path = '/desktops/d-1/remote-assistance';

test.each(['OPEN', 'WAIT_USER_CONFIRM', 'WAIT_USER_ACCESS'])(
  'shows assistance that is %s with its nine fields, and CLOSE once it was cancelled',
  async (status) => {
    const { call } = await start({ estate: oneDesktop({ sim: { assistance: status } }) });
    const shown = await call<Record<string, unknown>>('GET', path);
    expect(shown.body).toEqual({
      share_space_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      invitation_code: expect.stringMatching(/^[A-Z0-9]{8}$/),
      share_space_name: expect.any(String),
      share_space_passwd: expect.any(String),
      private_share_link: expect.stringMatching(/^https:/),
      internet_share_link: expect.stringMatching(/^https:/),
      create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      status,
      failed_reason: null,
    });
    const cancelled = await call('DELETE', path);
    expect([cancelled.status, cancelled.body]).toEqual([204, undefined]);
    expect((await call('GET', path)).body).toEqual({ ...shown.body, status: 'CLOSE' });
    expect((await call('DELETE', path)).status).toBe(204);
  },
);

it('answers 404 where there never was one, although the desktop exists', async () => {
  const { call, show } = await start({ estate: oneDesktop() });
  expect((await call('GET', path)).status).toBe(404);
  expect((await call('DELETE', path)).status).toBe(404);
  expect((await show('d-1')).status).toBe(200);
});

it('opens one on request, and refuses a second with 409', async () => {
  const { call } = await start({ estate: oneDesktop() });
  const created = await call('POST', path);
  expect(created.body).toEqual({
    share_space_id: expect.any(String),
    status: 'WAIT_USER_CONFIRM',
    desktop_id: 'd-1',
    initiator_type: 'ADMIN_INITIATE',
  });
  const second = await call('POST', path);
  expect([second.status, second.body.error_code]).toEqual([409, 'WKS.00010032']);
  await call('DELETE', path);
  const third = await call<{ share_space_id: string }>('POST', path);
  expect(third.status).toBe(200);
  expect(third.body.share_space_id).not.toBe(Object(created.body).share_space_id);
});
