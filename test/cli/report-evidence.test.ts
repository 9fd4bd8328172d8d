/** What the command says of evidence: of runs that Temporal has forgotten, of tampering, of names. */
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test as base, vi } from 'vitest';
import { plannedFacts } from '../../src/domain/planned-facts.ts';
import { digest } from '../../src/evidence/digest.ts';
import { fileDocument } from '../../src/evidence/file-document.ts';
import { openEvidence } from '../../src/evidence/open-evidence.ts';
import { idle } from '../domain/desktop.ts';
import { intent, outcome, userIntent } from '../evidence/call.ts';
import { cleanUpPlan, unfiled, unfiledCase, unfiledCleanUp } from '../evidence/documents.ts';
import { atTerminal, hasTerminal } from './at-terminal.ts';
import { hasStackTrace, offboard } from './offboard.ts';

vi.setConfig({ maxConcurrency: 3 });
const test = base.concurrent;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const workflowId = 'offboard-desktop/desktop-1';
const runId = '0197f0a4-7c1e-7c3e-9d0a-5a1f6f2c0001';
const trick = '=HYPERLINK("http://x") <script>alert(1)</script>';

/** A store with the evidence of one run, of which Temporal knows nothing, and the command beside it. */
const archive = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  folders.push(directory);
  const run = { workflowId, runId };
  const store = openEvidence({ directory });
  const storeId = await store.id();
  const calls = [{ intent: intent(), outcome: outcome('accepted'), readToCallMs: 1_000 }];
  const filed = await fileDocument(store, run, async () => ({
    ...unfiled(runId, { by: 'Ann Lee', reason: trick }),
    calls,
  }));
  const env = { OFFBOARDING_EVIDENCE_DIR: directory, TEMPORAL_ADDRESS: inject('temporalAddress') };
  const report = (...args: string[]) => offboard(['report', ...args], env);
  return { directory, env, store, storeId, filed, report };
};

test('a run that Temporal has forgotten is told of by its evidence', async () => {
  const { filed, report } = await archive();
  const { document } = filed;
  const shown = await report('desktop-1');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toContain('offboard-desktop/desktop-1: rescinded\n');
  expect(shown.stdout).toMatch(/rescind +update +applied +offboard:ann@office +Ann Lee/);
  expect(shown.stdout).toContain(`From ${document.key}, SHA-256 ${document.sha256}`);
  expect(shown.stdout).toContain('Vouched for by entry 1 of the ledger.');

  const { stdout } = await report('desktop-1', '--json', '--run-id', runId);
  expect(JSON.parse(stdout)).toMatchObject({
    source: 'evidence',
    reference: document,
    entry: 1,
    document: { runId, result: { outcome: 'rescinded' } },
  });
});

test('a run that nobody knows has no report', async () => {
  const { report } = await archive();
  const { code, stderr } = await report('desktop-2');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: .* has no document of offboard-desktop\/desktop-2: /);
});

test('the page shows what people wrote, and nothing of it works', async () => {
  const { directory, report } = await archive();
  const file = join(directory, 'page.html');
  expect(await report('desktop-1', '--html', file)).toMatchObject({ code: 0, stdout: '' });
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^<!doctype html>/);
  expect(text).toContain('Ann Lee');
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).toContain('Vouched for by entry 1 of the ledger.');
  expect(text).not.toMatch(/<script|<link|<img|src=/);
  expect(text).toContain("default-src 'none'");
  // Others on the machine have no business with names.
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test('the CSV has a row for each call, step and verb, and no formula', async () => {
  const { report } = await archive();
  const { code, stdout } = await report('desktop-1', '--csv', '-');
  expect(code).toBe(0);
  const [headings, verb, call, ...more] = stdout.split('\r\n');
  expect(headings).toMatch(/^at,what,name,subject,outcome,/);
  expect(verb).toMatch(/^2026-03-01T11:30:00\.000Z,verb,rescind,,applied,/);
  expect(call).toMatch(
    /^2026-03-01T12:00:00\.000Z,call,DeleteDesktop,desktop-1,accepted,1,,,1000,/,
  );
  expect(more).toEqual([]);
  expect(stdout).not.toMatch(/(^|,|\n)"?=/);
});

test('evidence that nobody touched is verified; what was edited, removed or cut off fails it', async () => {
  const { directory, storeId, filed, report } = await archive();
  const { n, sha256 } = filed.entry;
  const fine = await report('--verify', '--head', `${n}:${sha256}`);
  expect(fine).toEqual({
    code: 0,
    stdout: `Store ${storeId} at ${directory}.\nEntries: 1. Findings: 0. Head: 1:${sha256}\n`,
    stderr: '',
  });

  const ahead = await report('--verify', '--json', '--head', `2:${sha256}`);
  expect(ahead.code).toBe(1);
  expect(JSON.parse(ahead.stdout)).toMatchObject({
    place: directory,
    store: storeId,
    head: `1:${sha256}`,
    findings: ['Entry 2 was removed. The ledger was cut off.'],
  });

  const file = join(directory, filed.document.key);
  await writeFile(file, (await readFile(file, 'utf8')).replace('rescinded', 'deleted'));
  const edited = await report('--verify');
  expect(edited).toMatchObject({ code: 1, stderr: expect.stringContaining('--head') });
  expect(edited.stdout).toContain(`The document of entry 1 (${filed.document.key}) was edited.\n`);
});

test('names are erased only by whoever names the run once more, and the evidence still verifies', async () => {
  const { report } = await archive();
  const unsure = await report(workflowId, '--erase-names');
  expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining('--confirm') });
  const mistaken = await report('--erase-names', '--confirm', 'elsewhere');
  expect(mistaken).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/elsewhere, but the store is .*Nothing was done\./),
  });

  const erased = await report(workflowId, '--erase-names', '--confirm', workflowId);
  expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('erased: 1.') });
  const { stdout } = await report('desktop-1');
  expect(stdout).not.toContain('Ann');
  expect(stdout).toContain('Names have been erased');
  const verified = await report('--verify');
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Entries: 1 (1 without names). Findings: 0.'),
  });
});

test('the page and the CSV of a case have what was approved, also what a later plan made void', async () => {
  const { directory, store, report } = await archive();
  const plan = {
    sender: 'hr',
    personId: 'E7',
    kind: 'involuntary' as const,
    effectiveAt: '2026-03-02T17:00:00.000Z',
    dueAt: '2026-03-09T17:00:00.000Z',
    users: [{ project: 'default', userId: 'u-7' }],
    desktops: [],
    lock: true,
    deleteUsers: true,
    policyDigest: 'abc',
  };
  const kept = {
    desktopId: 'd-7',
    project: 'default',
    userId: 'u-7',
    action: 'keep' as const,
    reason: 'Kept: tagged.',
    facts: plannedFacts(idle),
  };
  const [first, second] = [{ ...plan, desktops: [kept] }, plan].map((one) => digest(one));
  const at = '2026-03-01T11:00:00.000Z';
  const approval = {
    approver: 'Bea Smith',
    identity: 'offboard:bea@office',
    at,
    digest: second ?? '',
  };
  const written = unfiledCase('E7', {
    kind: 'involuntary',
    ticket: 'HR-4711',
    plan,
    digest: second ?? '',
    approvals: [approval],
    voidedApprovals: [
      {
        ...approval,
        approver: 'Carl Jones',
        digest: first ?? '',
        voidedAt: '2026-03-01T12:00:00.000Z',
      },
    ],
    approvedPlans: { [first ?? '']: { ...plan, desktops: [kept] }, [second ?? '']: plan },
    events: [
      {
        id: 'e-1',
        type: 'leaver.opened',
        timestamp: at,
        at,
        requestedBy: 'Dora Lang',
        sentence: 'Taken up.',
      },
    ],
    eventsLeftOut: 3,
    verbsLeftOut: 2,
  });
  await fileDocument(store, written, async () => written);

  const file = join(directory, 'case.html');
  expect(await report(written.workflowId, '--html', file)).toMatchObject({ code: 0 });
  const page = await readFile(file, 'utf8');
  for (const words of [
    'involuntary',
    'HR-4711',
    plan.effectiveAt,
    plan.dueAt,
    'Carl Jones',
    'Dora Lang',
    'Kept: tagged.',
    '2 more verbs',
    '3 more events',
  ])
    expect(page).toContain(words);
  const { stdout } = await report(written.workflowId, '--csv', '-');
  expect(stdout).toMatch(/,event,leaver\.opened,.*,Dora Lang,/);
  expect(stdout).toMatch(/,approval,approve,,counted,.*,Bea Smith,.*0 of 0 desktops/);
  expect(stdout).toMatch(
    /,approval,approve,,counted until 2026-03-01T12.*Carl Jones,.*0 of 1 desktops/,
  );
});

test('the page and the CSV of a clean-up have a row for each desktop, and the delete that was sent', async () => {
  const { directory, store, report } = await archive();
  const plan = cleanUpPlan(['d-1', 'd-2'], [{ desktopId: 'd-3', reason: 'Tagged to be kept.' }]);
  const written = await unfiledCleanUp(store.objects, plan, {
    waves: [
      [
        { desktopId: 'd-1', outcome: 'deleted', reason: 'It is gone.' },
        { desktopId: 'd-2', outcome: 'kept', reason: 'Somebody has logged in.' },
      ],
    ],
    approvals: [
      {
        approver: 'Bea Smith',
        identity: 'offboard:bea@office',
        at: '2026-03-01T07:00:00.000Z',
        digest: 'abc',
      },
    ],
  });
  await fileDocument(store, written, async () => written);
  const meant = { desktopId: 'd-1', workflowId: written.workflowId };
  const earlier = intent({ ...meant, attempt: 2, at: '2026-02-01T12:00:00.000Z' });
  const refused = intent({ ...meant, at: '2026-03-01T07:30:00.000Z' });
  const sent = intent({ ...meant, attempt: 3, operation: 'BatchDeleteDesktops' });
  await store.recordIntent(earlier);
  await store.recordOutcome(earlier, { ...outcome('accepted'), requestId: 'request-0' });
  await store.recordIntent(refused);
  await store.recordOutcome(refused, outcome('refused'));
  await store.recordIntent(sent);
  await store.recordOutcome(sent, { ...outcome('accepted'), requestId: 'request-1' });

  const { code, stdout } = await report(written.workflowId, '--csv', '-');
  expect({ code, rows: stdout.split('\r\n') }).toEqual({
    code: 0,
    rows: [
      'desktop_id,outcome,reason,why,delete_at,delete_answer,request_id',
      `d-1,deleted,It is gone.,"nobody’s; unused for 60 days",${sent.at},accepted,request-1`,
      'd-2,kept,Somebody has logged in.,"nobody’s; unused for 60 days",,,',
      'd-3,excluded,Tagged to be kept.,,,,',
    ],
  });
  const file = join(directory, 'clean-up.html');
  expect(await report(written.workflowId, '--html', file)).toMatchObject({ code: 0 });
  const page = await readFile(file, 'utf8');
  for (const words of [
    '3 seen, 2 selected',
    written.plan?.sha256,
    'Bea Smith',
    'request-1',
    'Somebody has logged in.',
    'Tagged to be kept.',
    'billed further',
    'Vouched for by entry 2 of the ledger.',
  ])
    expect(page).toContain(words);

  const shown = await report(written.workflowId);
  expect(shown.stdout).toContain(`Plan ${written.plan?.sha256}`);
  await rm(join(directory, written.rows[0]?.key ?? ''));
  const broken = await report(written.workflowId, '--csv', '-');
  expect(broken).toMatchObject({ code: 1, stdout: '' });
  expect(broken.stderr).toMatch(/cannot be shown\. NOT as recorded: .*0-2\.json was removed/);
});

test('a place without a store is not verified', async () => {
  const { directory } = await archive();
  const nowhere = join(directory, 'elsewhere');
  const env = { OFFBOARDING_EVIDENCE_DIR: nowhere };
  const { code, stdout } = await offboard(['report', '--verify'], env);
  expect(code).toBe(1);
  expect(stdout).toContain(`at ${nowhere}.`);
  expect(stdout).toContain('There is no store.json');
});

test.for([
  ['as text', [], (document: string) => document.replace('rescinded', 'deleted')],
  ['as a page', ['--html', '-'], (document: string) => document.replace('rescinded', 'deleted')],
  ['as CSV', ['--csv', '-'], (document: string) => document.replace('rescinded', 'deleted')],
  ['where little is left', [], (document: string) => document.replace('"result"', '"results"')],
  ['where nothing is left', [], () => 'not json'],
] as const)('what was edited is not shown as what was recorded: %s', async ([, how, change]) => {
  const { directory, filed, report } = await archive();
  const file = join(directory, filed.document.key);
  await writeFile(file, change(await readFile(file, 'utf8')));
  const { code, stdout, stderr } = await report('desktop-1', ...how);
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/NOT as recorded: entry 1 of the ledger vouches|is no document/);
  expect(hasStackTrace({ code, stdout, stderr })).toBe(false);
  expect(stderr).not.toContain('TypeError');
});

test('the calls of a run that left no document are shown, and remarked on by the verification', async () => {
  const { store, report } = await archive();
  const lost = '0197f0a4-7c1e-7c3e-9d0a-5a1f6f2c0002';
  const meant = { desktopId: 'd-2', workflowId: 'offboard-desktop/d-2', runId: lost };
  await store.recordIntent(intent(meant));
  await store.recordOutcome(intent(meant), outcome('accepted'));
  const person = { ...userIntent('u-1'), workflowId: 'offboard-user/hr/E2', runId: lost };
  await store.recordIntent(person);

  const bare = await report('d-2');
  expect(bare).toMatchObject({ code: 0, stdout: expect.stringContaining('left no document') });
  expect(bare.stdout).toMatch(/DeleteDesktop +d-2 +accepted/);
  const { stdout } = await report('offboard-user/hr/E2', '--run-id', lost, '--json');
  expect(JSON.parse(stdout)).toEqual({
    source: 'calls',
    workflowId: 'offboard-user/hr/E2',
    calls: [{ intent: person }],
  });
  const verified = await report('--verify');
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Remark: Run ${lost} has called for `),
  });
});

test('a page over one that others may read can be read by nobody else', async () => {
  const { directory, report } = await archive();
  const file = join(directory, 'page.html');
  await writeFile(file, 'old', { mode: 0o644 });
  expect(await report('desktop-1', '--html', file)).toMatchObject({ code: 0 });
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
  expect((await readdir(directory)).filter((name) => name.startsWith('page.html'))).toHaveLength(1);
});

test(
  'whoever is asked for the place of the store is told which it is',
  { skip: !hasTerminal },
  async () => {
    const { directory, env } = await archive();
    const erase = (typed: string) => atTerminal(typed, ['report', '--erase-names'], env);
    const refused = await erase('the store id\n');
    expect(refused).toContain(`Type the place of the store, ${directory}, to erase names older`);
    expect(refused).toContain('Nothing was done.');
    expect(await erase(`${directory}\n`)).toContain('Records of names erased: 0.');
  },
);

test('names that are not of age stay', async () => {
  const { directory, report } = await archive();
  const young = await report('--erase-names', '--confirm', directory, '--json');
  expect(young).toMatchObject({ code: 0, stdout: '{\n  "erased": 0\n}\n' });
});
