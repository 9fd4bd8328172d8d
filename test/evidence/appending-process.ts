/**
 * Appends to the ledger of a directory in a process of its own: `appending-process.ts <directory> <name>
 * <entries>`. It prints each entry that it got, and waits for a line on stdin before it begins.
 */
import { once } from 'node:events';
import { openEvidence } from '../../src/evidence/open-evidence.ts';

const [directory = '', name = '', entries = ''] = process.argv.slice(2);
const { ledger } = openEvidence({ directory });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (let i = 0; i < Number(entries); i += 1) {
  const key = `documents/${name}/${i}.json`;
  const wanted = { document: { key, sha256: 'of it' }, workflowId: name, runId: String(i) };
  const { n } = await ledger.append(wanted, await ledger.head());
  process.stdout.write(`${JSON.stringify({ n, key })}\n`);
}
process.exit();
