/**
 * All that can be said of the code without running it: `npm run verify`. Each stage is an npm script
 * of its own; the first that fails ends it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The arrows between the rooms are import rules of the linter; `package` needs what `build` makes.
const stages = ['format', 'lint', 'types', 'unused', 'build', 'package'];

for (const [index, stage] of stages.entries()) {
  const begun = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', stage], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  if (status !== 0) {
    process.stderr.write(`✗ ${stage} (${index + 1} of ${stages.length}): npm run ${stage}\n`);
    process.exit(1);
  }
  process.stdout.write(`✓ ${stage} (${seconds} s)\n`);
}
