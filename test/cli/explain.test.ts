import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { explainCode } from '../../src/cli/explain-code.ts';
import type { ExplainOptions } from '../../src/cli/explain-code.ts';
import { errorCodes } from '../../src/workspace/error-codes.ts';
import { offboard } from './offboard.ts';

/** What is printed of a code. */
const printed = (code: string, options: ExplainOptions = {}): string => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(explainCode(code, options)).toBe(exitCode.done);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
};

const explain = (code: string, options?: ExplainOptions) =>
  JSON.parse(printed(code, { ...options, json: true })) as unknown;

test('a known code is explained without any settings: meaning, treatment, advice, source', async () => {
  const { code, stdout, stderr } = await offboard(['explain', 'WKS.00010032']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "WKS.00010032: the desktop is in another operation, and its state forbids this one
    busy: is tried again 40 times, after 20 s, 30 s, 45 s, 68 s, … (at most 5 min); then the run blocks and waits for \`offboard resolve\`.
    What to do: See in the console what the desktop is doing. Wait for it to end or cancel it, then resolve with retry.
    Source: terraform-provider-huaweicloud@a0345b8, huaweicloud/services/workspace/resource_huaweicloud_workspace_desktop_pool.go
    "
  `);
});

test('a code is found in either case', () => {
  expect(explain('wks.00010032')).toMatchObject({ code: 'WKS.00010032', known: true });
});

test('an unknown code is treated by its status, and says that the table does not know it', () => {
  expect(explain('WKS.99999999', { status: 503 })).toMatchObject({
    code: 'WKS.99999999',
    status: 503,
    known: false,
    class: 'retry',
  });
  expect(printed('WKS.99999999', { status: 503 })).toContain(
    'The table does not know this code: its HTTP status decides.',
  );
});

test('an unknown code without a status shows how each status would decide', () => {
  expect(explain('WKS.99999999')).toMatchObject([
    { status: 400, class: 'stop', retries: 0, known: false },
    { status: 401, class: 'credentials' },
    { status: 403, class: 'stop' },
    { status: 404 },
    { status: 409, class: 'busy' },
    { status: 429, class: 'throttled' },
    { status: 500, class: 'retry' },
    { status: 503, class: 'retry' },
  ]);
});

test('our own words for a refusal are explained, too', () => {
  expect(explain('guard.stop')).toMatchObject({ code: 'GUARD.STOP' });
  expect(printed('DELETE.FAILED')).toContain('What to do: Look at the desktop in the console');
});

test('a code with several rows shows all of them until an option chooses', () => {
  const all = explain('APIGW.0201');
  expect(all).toHaveLength(errorCodes.filter(({ code }) => code === 'APIGW.0201').length);
  expect(explain('APIGW.0201', { status: 504 })).toMatchObject({ status: 504 });
});

test('rows of the settings file count, even where nothing else is set', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'explain-')), 'offboarding.yaml');
  await writeFile(file, 'errorCodes: [{ code: WKS.00010032, class: stop, advice: Call Ann. }]\n');
  expect(explain('WKS.00010032', { config: file })).toMatchObject({
    class: 'stop',
    advice: 'Call Ann.',
    source: 'settings',
  });
});

test('a settings file with a wrong row is refused', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'explain-')), 'offboarding.yaml');
  await writeFile(file, 'errorCodes: [{ code: WKS.1, clas: stop }]\n');
  expect(() => printed('WKS.1', { config: file })).toThrow(
    `${file}:1: errorCodes[0].clas is not a setting. Did you mean class?`,
  );
});
