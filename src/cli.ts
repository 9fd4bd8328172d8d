#!/usr/bin/env node
import { join } from 'node:path';
import { cacheDirectory } from './cli/cache-directory.ts';
import { needNode } from './process/need-node.ts';

needNode();
const { enableCompileCache } = await import('node:module');
// Help and mistakes are to be answered within 100 ms; compiling takes half of that.
enableCompileCache(join(cacheDirectory(process.env), 'compiled'));
const { run } = await import('./cli/run.ts');

await run(process.argv);
