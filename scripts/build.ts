/**
 * Builds what is published: JavaScript, declarations and the workflow bundle, into `dist` or the
 * folder that is named: `node scripts/build.ts [folder]`.
 */
import { spawnSync } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { workflowSources } from '../src/worker/workflow-code.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder = 'dist'] = process.argv.slice(2);
const dist = resolve(root, folder);

// What was built of a file that is no more must not be published.
await rm(dist, { recursive: true, force: true });

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', dist], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(1);
await chmod(join(dist, 'cli.js'), 0o755);

const { code } = await bundleWorkflowCode({
  ...workflowSources,
  logger: new DefaultLogger('ERROR'),
});
await writeFile(join(dist, 'workflow-bundle.js'), withoutPlace(code));

/** The source map would tell where it was built, and differ from place to place. */
function withoutPlace(bundle: string): string {
  return bundle.replace(/(?<=;base64,)[\w+/=]+\s*$/, (map) => {
    const text = Buffer.from(map, 'base64').toString();
    return Buffer.from(text.replaceAll(root, '')).toString('base64');
  });
}
