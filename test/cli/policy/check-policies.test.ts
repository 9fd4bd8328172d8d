import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import type { CheckOptions } from '../../../src/cli/policy/check-policies.ts';
import { checkPolicies } from '../../../src/cli/policy/check-policies.ts';

const directory = mkdtempSync(join(tmpdir(), 'check-policies-'));
afterAll(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
};

const sound = write(
  'sound.yaml',
  "name: idle\nschedule: { cron: '0 6 * * MON' }\nselect: { unusedFor: 60d }",
);
const faulty = write('faulty.yaml', 'name: [');

const check = async (options: CheckOptions) => {
  const written = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => written.forEach((spy) => spy.mockRestore()));
  const code = await checkPolicies([sound, faulty], options);
  const [stdout, stderr] = written.map(({ mock }) => mock.calls.join(''));
  return { code, stdout, stderr };
};

test.each<[string, string, CheckOptions, string]>([
  ['are not there', 'typo.yaml', {}, 'typo.yaml cannot be read (ENOENT)'],
  ['are wrong', 'wrong.yaml', { explain: true }, 'worker.nope is not a setting.'],
])(
  'settings that %s hide nothing that is said of policies',
  async (_what, name, options, fault) => {
    write('wrong.yaml', 'worker: { nope: 1 }');
    const { code, stdout, stderr } = await check({ config: join(directory, name), ...options });
    expect(code).toBe(2);
    expect(stdout).toContain('It selects desktops that nobody has used for 60 days.');
    expect(stderr).toContain(`${faulty}:1: the file is not valid YAML`);
    expect(stderr).toContain(fault);
  },
);
