import type { OffboardUserResult } from '../domain/case-result.ts';
import type { CleanUpResult } from '../domain/clean-up/result.ts';
import type { BoundOrder, DesktopOrder } from '../domain/order.ts';
import type { OffboardDesktopResult } from '../domain/result.ts';
import { endClaims } from '../evidence/clean-up-budget.ts';
import { rowsRefs } from '../evidence/clean-up-rows.ts';
import type { DocumentRef } from '../evidence/document.ts';
import { documented } from '../evidence/document.ts';
import type { Unfiled } from '../evidence/file-document.ts';
import { fileDocument } from '../evidence/file-document.ts';
import { inBatches } from '../evidence/in-batches.ts';
import { belowBy, documentsOf, planKey } from '../evidence/keys.ts';
import { sha256 } from '../evidence/sha256.ts';
import { stillBilled } from '../evidence/still-billed.ts';
import type { ObjectStore } from '../evidence/object-store.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import { subjectOf } from '../evidence/store.ts';
import { readFirstStart, readStart } from '../temporal/start-in.ts';

import { ownRun } from './attempt/attempt.ts';
import { countCleanUp } from './attempt/count-clean-up.ts';
import { desktopRunId } from './read/desktop-run.ts';
import type { Dependencies } from './dependencies.ts';
import { ownEvidence } from './send/own-evidence.ts';
import type { StepEnd } from './attempt/step.ts';
import { step } from './attempt/step.ts';

/** How a run ended, and what it was asked for where its result does not say so. */
export type RecordEvidenceInput = DesktopEnd | CaseEnd | CleanUpEnd;

interface End {
  /** Id of the evidence store that the run began with; absent if it never came so far. */
  evidenceStore?: string | undefined;
}

interface DesktopEnd extends End {
  kind: 'offboardDesktop';
  desktopId: string;
  order: BoundOrder | DesktopOrder;
  result: OffboardDesktopResult;
}

interface CaseEnd extends End {
  kind: 'offboardUser';
  sender: string;
  personId: string;
  result: OffboardUserResult;
  /** Workflow ids of the runs of its desktops, whose documents it names. */
  desktopRuns: readonly string[];
}

interface CleanUpEnd extends End {
  kind: 'cleanUpDesktops';
  policy: string;
  /** Of its plan; absent if it made none. */
  digest?: string | undefined;
  result: CleanUpResult;
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
    const filed = await fileDocument(evidence, run, async (): Promise<Unfiled> => {
      const { temporal } = dependencies;
      const frame = {
        version: 1 as const,
        ...run,
        namespace: temporal.options.namespace,
        store: await evidence.id(),
        stillBilled: stillBilled(input.result),
      };
      if (input.kind === 'cleanUpDesktops') {
        const { kind, result } = input;
        const alone = result.alone.map(({ desktopId }) => desktopRunId(desktopId));
        return {
          kind,
          ...frame,
          ...(await readFirstStart(temporal, run)),
          result,
          ...(await planOf(evidence, input)),
          desktopRuns: await documentsOn(evidence, alone),
        };
      }
      const calls = documented(await callsOn(evidence, subjectsOf(input)));
      const framed = { ...frame, start: await readStart(temporal, run), calls };
      if (input.kind === 'offboardDesktop') {
        const { kind, order, result } = input;
        return { kind, ...framed, order, result };
      }
      const { kind, result } = input;
      return {
        kind,
        ...framed,
        result,
        desktopRuns: await documentsOn(evidence, input.desktopRuns),
      };
    });
    if (input.kind === 'cleanUpDesktops') {
      const { digest, result } = input;
      const { project } = result;
      if (filed.isNew) countCleanUp(result);
      if (digest !== undefined) await endClaims(evidence.objects, { project, digest }, new Date());
    }
    const { document, entry } = filed;
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

/** The plan of a clean-up, and what became of its desktops. */
async function planOf({ objects }: EvidenceStore, { policy, digest }: CleanUpEnd) {
  if (digest === undefined) return { rows: [] };
  const plan = { policy, digest };
  const ref = await referenceTo(objects, planKey(plan));
  return { plan: ref, rows: await rowsRefs(objects, plan) };
}

function subjectsOf(input: DesktopEnd | CaseEnd): string[] {
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
  const found: DocumentRef[] = [];
  for (const some of inBatches(workflowIds)) {
    const read = some.map(documentsOf).map(async (folder) => {
      const keys = (await objects.list(folder)).filter(belowBy(1, folder));
      return Promise.all(keys.map((key) => referenceTo(objects, key)));
    });
    found.push(...(await Promise.all(read)).flat());
  }
  return found;
}

const referenceTo = async (objects: ObjectStore, key: string): Promise<DocumentRef> => ({
  key,
  sha256: sha256((await objects.read(key)) ?? ''),
});
