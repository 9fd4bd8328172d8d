/** What our linter says of files that are not in the house. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Diagnostic {
  code: string;
  filename: string;
}

/** Lints files (path → text) under our configuration, in a tree of their own; path → rules broken. */
export async function lintOf(files: Record<string, string>): Promise<Record<string, string[]>> {
  const directory = await mkdtemp(join(tmpdir(), 'lint-'));
  try {
    await copyFile(join(root, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    // The shape of oxlint's JSON reporter.
    const { diagnostics } = JSON.parse(await oxlint(directory)) as { diagnostics: Diagnostic[] };
    const rulesBroken = (path: string) =>
      diagnostics
        .filter(({ filename }) => filename === path)
        .map(({ code }) => code.replace(/^.*\((.*)\)$/, '$1'));
    return Object.fromEntries(Object.keys(files).map((path) => [path, rulesBroken(path)]));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const oxlint = (cwd: string) =>
  new Promise<string>((resolve, reject) => {
    const command = join(root, 'node_modules/.bin/oxlint');
    execFile(command, ['--format', 'json'], { cwd }, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr));
      else resolve(stdout);
    });
  });
