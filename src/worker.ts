/** The process that polls Temporal and runs workflows and activities: `worker [--config FILE]`. */
import { needNode } from './process/need-node.ts';

needNode();
await import('./worker/main.ts');
