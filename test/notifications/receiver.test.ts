/** Against HTTP servers on this machine. */
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Notice } from '../../src/domain/notice.ts';
import { noticeTypes } from '../../src/domain/notice.ts';
import { receiver } from '../../src/notifications/receiver.ts';
import type { NotificationSettings } from '../../src/settings/settings.ts';
import { Secret } from '../../src/workspace/secret.ts';
import type { Answer, ApiServer } from '../support/api-server.ts';
import { serve } from '../support/api-server.ts';
import { selfSigned } from '../support/self-signed.ts';

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const [oldSecret, newSecret, foreignSecret] = [secretOf(1), secretOf(2), secretOf(3)];

const notice: Notice = {
  type: 'case.awaiting-approval',
  id: 'notice-1',
  timestamp: '2030-01-31T18:00:00.000Z',
  workflowId: 'offboard-user/hr/E10023',
  sender: 'hr',
  personId: 'E10023',
  state: 'awaiting-approval',
  sentence: 'Three desktops would be deleted.',
  due: '2030-03-02T18:00:00.000Z',
  digest: 'd'.repeat(64),
  desktops: 3,
};

const ledgerHead = { n: 41, sha256: 'a'.repeat(64) };
const ledger = { head: async () => ledgerHead };

const settingsFor = (url: string, changes: Partial<NotificationSettings> = {}) => ({
  url,
  secrets: [new Secret(oldSecret)],
  allowPrivate: true,
  timeoutMs: 5_000,
  events: noticeTypes,
  ...changes,
});

const tell = (
  url: string,
  changes: Partial<NotificationSettings> = {},
  signal = new AbortController().signal,
) => receiver(settingsFor(url, changes), { namespace: 'default', ledger }).tell(notice, signal);

async function listening(answer: Answer): Promise<ApiServer> {
  const server = await serve(answer);
  onTestFinished(() => server.close());
  return server;
}

const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end();

/** What a receiver does to be sure: the library's check of the raw body, with one of its secrets. */
function verified({ received: [request] }: ApiServer, secret: string): unknown {
  const { body = '', headers = {} } = request ?? {};
  const own = headers as Record<string, string>; // the three that count never come twice
  return new Webhook(secret).verify(body, own);
}

describe('what is sent', () => {
  test('a receiver verifies it with the library, and finds the notice in it', async () => {
    const server = await listening(answering(204));
    await expect(tell(server.url)).resolves.toMatchObject({ is: 'delivered' });
    const { type, timestamp, ...data } = notice;
    expect(verified(server, oldSecret)).toEqual({ type, timestamp, data: { ...data, ledgerHead } });
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      headers: { 'webhook-id': notice.id, 'content-type': 'application/json' },
    });
    expect(() => verified(server, foreignSecret)).toThrow('No matching signature');
  });

  test('with several secrets a receiver verifies it by any of them, but by no other', async () => {
    const server = await listening(answering(204));
    await tell(server.url, { secrets: [new Secret(newSecret), new Secret(oldSecret)] });
    expect(verified(server, oldSecret)).toEqual(verified(server, newSecret));
    expect(() => verified(server, foreignSecret)).toThrow('No matching signature');
  });

  test('a link leads to the case in the Web UI', async () => {
    const server = await listening(answering(204));
    await tell(server.url, { webUi: 'https://temporal.example.com' });
    const workflows = 'https://temporal.example.com/namespaces/default/workflows';
    expect(verified(server, oldSecret)).toMatchObject({
      data: { link: `${workflows}/offboard-user%2Fhr%2FE10023` },
    });
  });

  test('a ledger that cannot be read keeps nobody from being told', async () => {
    const server = await listening(answering(204));
    const broken = { head: () => Promise.reject(new Error('the disk is away')) };
    const { tell: tellAll } = receiver(settingsFor(server.url), {
      namespace: 'default',
      ledger: broken,
    });
    await tellAll(notice, new AbortController().signal);
    expect(verified(server, oldSecret)).not.toHaveProperty('data.ledgerHead');
  });

  test('only the types that were asked for are for the receiver', () => {
    const { hears } = receiver(settingsFor('http://127.0.0.1:1', { events: ['case.done'] }), {
      namespace: 'default',
      ledger,
    });
    expect(noticeTypes.filter(hears)).toEqual(['case.done']);
  });
});

describe('what an answer means', () => {
  test.each([200, 201, 202, 204])('HTTP %i: taken', async (status) => {
    const { url } = await listening(answering(status));
    await expect(tell(url)).resolves.toMatchObject({ is: 'delivered' });
  });

  test.each([400, 401, 404, 410, 413])('HTTP %i: refused for good', async (status) => {
    const { url } = await listening(answering(status));
    const { is, sentence } = await tell(url);
    expect(is).toBe('refused');
    expect(sentence).toContain(`HTTP ${status}`);
  });

  test.each([101, 408, 425, 429, 500, 502, 503, 504])('HTTP %i: put off', async (status) => {
    const { url } = await listening(answering(status));
    await expect(tell(url)).resolves.toMatchObject({ is: 'put-off', notBeforeMs: 0 });
  });

  test.each([429, 503])('HTTP %i: put off for as long as Retry-After says', async (status) => {
    const { url } = await listening(answering(status, { 'retry-after': '120' }));
    await expect(tell(url)).resolves.toMatchObject({ is: 'put-off', notBeforeMs: 120_000 });
  });

  test.each([301, 302, 303, 307, 308])('HTTP %i: refused, not followed', async (status) => {
    const elsewhere = await listening(answering(204));
    const { url } = await listening(answering(status, { location: elsewhere.url }));
    const { is, sentence } = await tell(url);
    expect(is).toBe('refused');
    expect(sentence).toContain('notifications.url');
    expect(elsewhere.received).toEqual([]);
  });

  test('a body without end is not read', async () => {
    const { url } = await listening((_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    await expect(tell(url)).resolves.toMatchObject({ is: 'delivered' });
  });
});

describe('no answer', () => {
  test('nobody listens: put off', async () => {
    const server = await serve(answering(204));
    await server.close();
    const { is, sentence } = await tell(server.url);
    expect(is).toBe('put-off');
    expect(sentence).toContain('ECONNREFUSED');
  });

  test('silence: put off when the time is over', async () => {
    const { url } = await listening(() => {});
    const { is, sentence } = await tell(url, { timeoutMs: 300 });
    expect(is).toBe('put-off');
    expect(sentence).toContain('no answer within 0.3 s');
  });

  test('something that does not speak HTTP: put off', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
    await expect(tell(`http://127.0.0.1:${port}`)).resolves.toMatchObject({ is: 'put-off' });
  });

  test('a certificate that nobody vouches for: put off, and nothing is said', async () => {
    let requests = 0;
    const server = createHttpsServer(selfSigned, (_, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
    const { is, sentence } = await tell(`https://127.0.0.1:${port}`);
    expect(is).toBe('put-off');
    expect(sentence).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(requests).toBe(0);
  });

  test('a step that is cancelled while it waits ends at once, as cancelled', async () => {
    const cancel = new AbortController();
    const { url } = await listening(() => cancel.abort(new Error('cancelled')));
    await expect(tell(url, {}, cancel.signal)).rejects.toThrow('cancelled');
  });
});

describe('a receiver that is not public', () => {
  test.each([
    ['an address', (port: string) => `http://127.0.0.1:${port}`],
    ['a name', (port: string) => `http://localhost:${port}`],
    ['a number', (port: string) => `http://2130706433:${port}`],
    ['IPv6', (port: string) => `http://[::1]:${port}`],
    ['IPv4 in IPv6', (port: string) => `http://[::ffff:127.0.0.1]:${port}`],
  ])('is not spoken to, by %s', async (_, urlAt) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
    const { is, sentence } = await tell(urlAt(String(port)), { allowPrivate: false });
    expect(is).toBe('refused');
    expect(sentence).toContain('notifications.allowPrivate');
    expect(connections).toBe(0);
  });
});
