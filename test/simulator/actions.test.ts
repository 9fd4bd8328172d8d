import { describe, expect, it, test } from 'vitest';
import { oneDesktop, start, until } from './support.ts';

const speed = 20;

describe('power', () => {
  test.each([
    ['os-stop', 'SHUTOFF', 'UNREGISTER'],
    ['os-hibernate', 'HIBERNATED', 'UNREGISTER'],
    ['reboot', 'ACTIVE', 'REGISTERED'],
    ['os-start', 'ACTIVE', 'REGISTERED'],
  ])('%s runs as a task and ends as %s', async (op_type, status, login_status) => {
    const { call, show } = await start({ estate: oneDesktop(), speed: 4 });
    const answer = await call('POST', '/desktops/action', { desktop_ids: ['d-1'], op_type });
    expect([answer.status, answer.body]).toEqual([200, { failed_operation_list: [] }]);
    expect((await show('d-1')).body.desktop.task_status).not.toBe('');
    const { body } = await until(
      () => show('d-1'),
      (seen) => seen.body.desktop.task_status === '',
    );
    expect(body.desktop).toMatchObject({ status, login_status });
  });

  it('answers 200 with a list of those that refused, and runs the others', async () => {
    const desktops = [
      { desktop_id: 'd-1', computer_name: 'busy', task_status: 'rebuilding' },
      { desktop_id: 'd-2' },
      { desktop_id: 'd-3', is_freeze: true },
    ];
    const { call, show } = await start({ estate: { desktops } });
    const body = { desktop_ids: ['d-1', 'd-2', 'd-3'], op_type: 'os-stop' };
    const answer = await call('POST', '/desktops/action', body);
    const error_code = 'WKS.00010032';
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        failed_operation_list: [
          { desktop_id: 'd-1', desktop_name: 'busy', error_code, error_msg: expect.any(String) },
          { desktop_id: 'd-3', error_code },
        ],
      },
    ]);
    expect((await show('d-2')).body.desktop.task_status).toBe('powering-off');
  });

  it('refuses an operation it does not know', async () => {
    const { call } = await start({ estate: oneDesktop() });
    const body = { desktop_ids: ['d-1'], op_type: 'explode' };
    expect((await call('POST', '/desktops/action', body)).status).toBe(400);
  });
});

describe('log-off', () => {
  const body = { desktop_ids: ['d-1'], message: 'Good bye' };

  test.each(['CONNECTED', 'DISCONNECTED'])(
    'ends a session that is %s after a moment',
    async (login_status) => {
      const sim = { logoffMs: 10_000 };
      const { call, show } = await start({ estate: oneDesktop({ login_status, sim }), speed });
      const answer = await call('POST', '/desktops/logoff', body);
      expect([answer.status, answer.body]).toEqual([200, undefined]);
      expect((await show('d-1')).body.desktop.login_status).toBe(login_status);
      await until(
        () => show('d-1'),
        (seen) => seen.body.desktop.login_status === 'REGISTERED',
      );
    },
  );

  it('changes nothing where the session hangs, nor on a desktop that is off', async () => {
    const desktops = [
      { desktop_id: 'd-1', login_status: 'CONNECTED', sim: { ignoresLogoff: true, logoffMs: 0 } },
      { desktop_id: 'd-2', login_status: 'UNREGISTER', sim: { logoffMs: 0 } },
    ];
    const { call, show } = await start({ estate: { desktops } });
    await call('POST', '/desktops/logoff', { desktop_ids: ['d-1', 'd-2'] });
    expect((await show('d-1')).body.desktop.login_status).toBe('CONNECTED');
    expect((await show('d-2')).body.desktop.login_status).toBe('UNREGISTER');
  });

  it('answers 409 while a task is running', async () => {
    const { call } = await start({ estate: oneDesktop({ task_status: 'rebuilding' }) });
    expect((await call('POST', '/desktops/logoff', body)).status).toBe(409);
  });
});

it('switches maintenance mode on and off', async () => {
  const { call, show } = await start({ estate: oneDesktop() });
  for (const in_maintenance_mode of [true, false]) {
    const body = { desktop_ids: ['d-1'], in_maintenance_mode };
    expect((await call('PUT', '/desktops/maintenance-mode', body)).status).toBe(200);
    expect((await show('d-1')).body.desktop.in_maintenance_mode).toBe(in_maintenance_mode);
  }
  const incomplete = await call('PUT', '/desktops/maintenance-mode', { desktop_ids: ['d-1'] });
  expect(incomplete.body.error_detail).toContain('in_maintenance_mode');
});

it('says whether the tenant is locked, as a number, and unlocks by a job', async () => {
  const { call } = await start();
  const shown = await call('GET', '/workspaces/lock-status');
  expect(shown.body).toEqual({ is_lock: 0, lock_time: '', lock_reason: '' });
  const unlocked = await call('PUT', '/workspaces/lock-status', { operate_type: 'unlock' });
  expect(unlocked.body).toEqual({ job_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect((await call('PUT', '/workspaces/lock-status', { operate_type: 'lock' })).status).toBe(400);
});
