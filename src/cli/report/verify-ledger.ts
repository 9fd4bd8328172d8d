import type { LedgerHead } from '../../evidence/ledger.ts';
import { verify } from '../../evidence/verify.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { GlobalOptions } from '../global-options.ts';
import { print, printJson, say } from '../output.ts';
import { printable } from '../../domain/words.ts';
import { evidenceOf } from './evidence-of.ts';

export interface VerifyOptions extends GlobalOptions {
  /** `<number>:<SHA-256>` of an entry that was known before. */
  head?: string;
}

/** Verifies the ledger and all documents; fails if anything was edited, removed, cut off or added. */
export const verifyLedger = async ({
  head: given,
  ...options
}: VerifyOptions): Promise<ExitCode> => {
  const known = given === undefined ? undefined : headIn(given);
  const { objects } = evidenceOf(options);
  const verified = await verify({ objects }, known);
  const { store, head, entries, withoutNames, findings, remarks } = verified;
  const newest = `${head.n}:${head.sha256}`;
  if (options.json) printJson({ ...verified, place: objects.place, head: newest });
  else {
    print(`Store ${store ?? 'of no id'} at ${objects.place}.`);
    for (const finding of findings) print(printable(finding));
    for (const remark of remarks) print(`Remark: ${printable(remark)}`);
    const erased = withoutNames === 0 ? '' : ` (${withoutNames} without names)`;
    print(`Entries: ${entries}${erased}. Findings: ${findings.length}. Head: ${newest}`);
  }
  if (given === undefined && !options.json)
    say('What was cut off at the end shows only against a head that was kept: --head <head>');
  return findings.length === 0 ? exitCode.done : exitCode.failed;
};

const headIn = (given: string): LedgerHead => {
  const [, n, sha256] = /^(\d{1,10}):([0-9a-f]{64})$/i.exec(given.trim()) ?? [];
  if (n === undefined || sha256 === undefined)
    throw new CommandError(
      `${given} is no head. Give it as it came with a notice: <number>:<64 hex digits>.`,
      exitCode.usage,
    );
  return { n: Number(n), sha256: sha256.toLowerCase() };
};
