/** The process that HR systems and identity providers speak to: `webhook [--config FILE]`. */
import { needNode } from './process/need-node.ts';

needNode();
await import('./webhook/main.ts');
