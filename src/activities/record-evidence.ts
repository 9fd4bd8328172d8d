import type { OffboardUserResult } from '../domain/case-result.ts';
import type { BoundOrder, DesktopOrder } from '../domain/order.ts';
import type { OffboardDesktopResult } from '../domain/result.ts';
import type { DocumentRef } from '../evidence/document.ts';
import { documented } from '../evidence/document.ts';
import type { Unfiled } from '../evidence/file-document.ts';
import { fileDocument } from '../evidence/file-document.ts';
import { belowBy, documentsOf } from '../evidence/keys.ts';
import { sha256 } from '../evidence/sha256.ts';
import { stillBilled } from '../evidence/still-billed.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import { subjectOf } from '../evidence/store.ts';
import { readStart } from '../temporal/start-in.ts';
import { ownRun } from './attempt.ts';
import type { Dependencies } from './dependencies.ts';
import { ownEvidence } from './own-evidence.ts';
import type { StepEnd } from './step.ts';
import { step } from './step.ts';

/** How a run ended, and what it was asked for where its result does not say so. */
export type RecordEvidenceInput = DesktopEnd | CaseEnd;

interface End {
  /** Id of the evidence store that the run began with; absent if it never came so far. */
  evidenceStore?: string | undefined;
}

interface DesktopEnd extends End {
  kind: 'offboardDesktop';
  desktopId: string;
  order: BoundOrder | DesktopOrder;
  /** Id of the evidence store that the run began with, if it came so far. */
  evidenceStore?: string | undefined;
  result: OffboardDesktopResult;
}

interface CaseEnd extends End {
  kind: 'offboardUser';
  sender: string;
  personId: string;
  result: OffboardUserResult;
  /** As above. */
  evidenceStore?: string | undefined;
  /** Workflow ids of the runs of its desktops, whose documents it names. */
  desktopRuns: readonly string[];
}

/** The document of the run, and its entry in the ledger. */
export interface RecordedEvidence {
  /** Key of the document in the evidence store, and SHA-256 of its bytes. */
  document: string;
  sha256: string;
  /** Number of the entry. */
  ledger: number;
  /** `<number>:<SHA-256>` of the entry: whoever keeps it can check the ledger against it. */
  head: string;
}

/**
 * Writes the evidence document of its own run, and its entry in the ledger. There is one of each per
 * run: what an earlier attempt wrote stands. Also fit to be a local activity.
 */
export const recordEvidence = (dependencies: Dependencies) =>
  step(dependencies, async (input: RecordEvidenceInput): Promise<StepEnd<RecordedEvidence>> => {
    const evidence = await storeFor(dependencies, input);
    const run = ownRun();
    const { document, entry } = await fileDocument(evidence, run, async (): Promise<Unfiled> => {
      const { temporal } = dependencies;
      const frame = {
        version: 1 as const,
        ...run,
        namespace: temporal.options.namespace,
        start: await readStart(temporal, run),
        store: await evidence.id(),
        calls: documented(await callsOn(evidence, subjectsOf(input))),
        stillBilled: stillBilled(input.result),
      };
      if (input.kind === 'offboardDesktop') {
        const { kind, order, result } = input;
        return { kind, ...frame, order, result };
      }
      const { kind, result } = input;
      return {
        kind,
        ...frame,
        result,
        desktopRuns: await documentsOn(evidence, input.desktopRuns),
      };
    });
    const { n } = entry;
    return {
      found: {
        document: document.key,
        sha256: document.sha256,
        ledger: n,
        head: `${n}:${entry.sha256}`,
      },
      summary: `The evidence is ${document.key}, entry ${n} of the ledger.`,
    };
  });

const storeFor = (dependencies: Dependencies, { evidenceStore }: RecordEvidenceInput) =>
  evidenceStore === undefined
    ? dependencies.evidence
    : ownEvidence(dependencies, { evidenceStore });

function subjectsOf(input: RecordEvidenceInput): string[] {
  if (input.kind === 'offboardDesktop') return [input.desktopId];
  const { desktops, users, plan } = input.result;
  return [...desktops, ...users, ...(plan?.users ?? [])].map((about) =>
    subjectOf('desktopId' in about ? { desktopId: about.desktopId } : { userId: about.userId }),
  );
}

async function callsOn(evidence: EvidenceStore, subjects: readonly string[]) {
  const calls = await Promise.all([...new Set(subjects)].map((one) => evidence.calls(one)));
  return calls.flat();
}

async function documentsOn(
  { objects }: EvidenceStore,
  workflowIds: readonly string[],
): Promise<DocumentRef[]> {
  const folders = await Promise.all(
    workflowIds
      .map(documentsOf)
      .map(async (folder) => (await objects.list(folder)).filter(belowBy(1, folder))),
  );
  return Promise.all(
    folders.flat().map(async (key) => ({ key, sha256: sha256((await objects.read(key)) ?? '') })),
  );
}
