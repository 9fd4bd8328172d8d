/** Packs the package as it would be published and installs it in a project of its own. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const inCheckout = (name: string) => join(root, 'node_modules', name);

export interface Installed {
  /** A project whose `node_modules` holds our package and what its package.json asks for, no more. */
  project: string;
  /** Our package in it. */
  location: string;
  /** Every file in the tarball. */
  files: PackedFile[];
  remove(): Promise<void>;
}

export interface PackedFile {
  path: string;
  mode: number;
}

export interface Manifest {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
  files: string[];
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

export const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;

export async function install(): Promise<Installed> {
  const directory = await mkdtemp(join(tmpdir(), 'package-'));
  const source = join(directory, 'source');
  const project = join(directory, 'project');
  const location = join(project, 'node_modules/workspace-offboarding');

  // Built beside the checkout, whose own `dist` may be in use.
  await run(process.execPath, [join(root, 'scripts/build.ts'), join(source, 'dist')]);
  for (const name of ['package.json', 'LICENSE', 'README.md', ...manifest.files]) {
    if (name !== 'dist') await copyIfThere(join(root, name), join(source, name));
  }
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json'], source);
  // The shape that npm documents.
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: PackedFile[] }];

  await mkdir(location, { recursive: true });
  await run('tar', ['xzf', join(source, filename), '--strip-components=1', '-C', location]);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(inCheckout(name), link);
  }
  return {
    project,
    location,
    files,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Type-checks a project with our compiler, and gives what it says. */
export const typeCheck = (project: string): Promise<string> =>
  run(process.execPath, [
    inCheckout('typescript/bin/tsc'),
    '-p',
    project,
    '--pretty',
    'false',
  ]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );

const run = async (command: string, args: string[], cwd = root) =>
  (await execute(command, args, { cwd })).stdout;

async function copyIfThere(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
