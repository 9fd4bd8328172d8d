import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const fileAt = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Runs a file of ours in a Node that takes itself for another version. */
const runAs = (version: string, file: string) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
  const { status, stderr } = spawnSync(process.execPath, [...args, fileAt(file), '--version'], {
    encoding: 'utf8',
  });
  return { status, stderr };
};

const said = /"node": ">=(\d+)\.(\d+)"/.exec(readFileSync(fileAt('package.json'), 'utf8')) ?? [];
const [, major = '', minor = ''] = said;

test.for(['cli', 'worker', 'webhook'])('%s says in a sentence that Node is too old', (name) => {
  for (const version of ['20.19.0', `${major}.${Number(minor) - 1}.9`])
    expect(runAs(version, `src/${name}.ts`)).toEqual({
      status: 2,
      stderr: `This takes Node ${major}.${minor} or later, and here is ${version} (${process.execPath}).\n`,
    });
});

test('the oldest Node that package.json allows is taken', () => {
  expect(runAs(`${major}.${minor}.0`, 'src/cli.ts')).toEqual({ status: 0, stderr: '' });
});
