import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobFacts, SubJobFacts } from '../../src/domain/job.ts';
import { judgeJob, judgeSubJob } from '../../src/domain/job.ts';

const sub = (status: string, more: Partial<SubJobFacts> = {}) => ({ id: 'sub', status, ...more });
const job = (status: string, subJobs: SubJobFacts[], more: Partial<JobFacts> = {}): JobFacts => ({
  status,
  subJobs,
  ...more,
});

describe('a job succeeds', () => {
  test.for([
    ['COMPLETE, its sub-job SUCCESS', job('COMPLETE', [sub('SUCCESS')])],
    ['SUCCESS, all of its sub-jobs too', job('SUCCESS', [sub('SUCCESS'), sub('SUCCESS')])],
    ['its sub-jobs succeeded, nothing is known of it', job('', [sub('SUCCESS')])],
    ['with as many sub-jobs as it says', job('SUCCESS', [sub('SUCCESS')], { subJobsTotal: 1 })],
    ['though it says 0 sub-jobs and has one', job('', [sub('SUCCESS')], { subJobsTotal: 0 })],
  ] as const)('%s', ([, facts]) => expect(judgeJob(facts)).toEqual({ is: 'succeeded' }));
});

describe('a job runs on', () => {
  test.for<[string, JobFacts, RegExp]>([
    ['no sub-jobs, nothing known', job('', []), /0 of 1/],
    ['no sub-jobs, though it says COMPLETE', job('COMPLETE', []), /0 of 1/],
    ['no sub-jobs, though it says SUCCESS of 0', job('SUCCESS', [], { subJobsTotal: 0 }), /0 of 1/],
    ['a sub-job waits', job('RUNNING', [sub('SUCCESS'), sub('WAITING')]), /1 of 2/],
    ['a record is missing', job('SUCCESS', [sub('SUCCESS')], { subJobsTotal: 2 }), /1 of 2/],
    ['it runs, though its sub-jobs succeeded', job('RUNNING', [sub('SUCCESS')]), /1 of 1/],
    ['an unknown word in a sub-job', job('SUCCESS', [sub('ROLLBACK')]), /0 of 1/],
    [
      'a failure, while others run on',
      job('', [sub('FAILED'), sub('RUNNING')]),
      /1 of 2 .* run on/,
    ],
  ])('%s', ([, facts, reason]) => {
    expect(judgeJob(facts)).toEqual({ is: 'running', reason: expect.stringMatching(reason) });
  });
});

describe('a job fails', () => {
  const failure = (errorCode: string, reason: string) => ({ is: 'failed', errorCode, reason });
  const why = { errorCode: 'WKS.1', reason: 'a disk is busy' };

  test.for<[string, JobFacts, object]>([
    ['by a sub-job', job('COMPLETE', [sub('FAILED', why)]), failure('WKS.1', 'a disk is busy')],
    ['by one of many', job('', [sub('SUCCESS'), sub('FAIL', why)]), failure('WKS.1', why.reason)],
    ['by its own word', job('FAIL', [sub('SUCCESS')], why), failure('WKS.1', 'a disk is busy')],
    ['without sub-jobs', job('FAILED', [], why), failure('WKS.1', 'a disk is busy')],
    [
      'with the code of the sub-job before its own',
      job('FAIL', [sub('FAILED', why)], { errorCode: 'WKS.2', reason: 'generally' }),
      failure('WKS.1', 'a disk is busy'),
    ],
    [
      'with its own code, where the sub-job has none',
      job('FAIL', [sub('FAILED', { errorCode: '' })], { errorCode: 'WKS.2' }),
      failure('WKS.2', 'the API gives no reason'),
    ],
    ['without any code', job('FAIL', []), failure('JOB.FAILED', 'the API gives no reason')],
  ])('%s', ([, facts, verdict]) => expect(judgeJob(facts)).toEqual(verdict));
});

const words = ['SUCCESS', 'COMPLETE', 'FAIL', 'FAILED', 'RUNNING', 'WAITING', 'INIT', ''];
const anyWord = fc.oneof(fc.constantFrom(...words), fc.string());
const anySubJobs = fc.array(
  anyWord.map((status) => sub(status)),
  { maxLength: 5 },
);
const anyJob = fc.record(
  { status: anyWord, subJobs: anySubJobs, subJobsTotal: fc.nat({ max: 6 }) },
  { requiredKeys: ['status', 'subJobs'] },
);

describe('whatever the API says', () => {
  test('an empty list is never a success', () => {
    fc.assert(
      fc.property(anyJob, (facts) => {
        expect(judgeJob({ ...facts, subJobs: [] }).is).not.toBe('succeeded');
      }),
    );
  });

  test('a failed sub-job never ends in success', () => {
    fc.assert(
      fc.property(anyJob, fc.constantFrom('FAIL', 'FAILED'), fc.nat(), (facts, word, at) => {
        const subJobs = facts.subJobs.toSpliced(at % (facts.subJobs.length + 1), 0, sub(word));
        expect(judgeJob({ ...facts, subJobs }).is).not.toBe('succeeded');
      }),
    );
  });

  test('an unknown word is never a success', () => {
    fc.assert(
      fc.property(anyJob, fc.string(), (facts, word) => {
        fc.pre(word !== 'SUCCESS' && word !== 'COMPLETE');
        expect(judgeJob({ ...facts, subJobs: [...facts.subJobs, sub(word)] }).is).not.toBe(
          'succeeded',
        );
        fc.pre(word !== '');
        expect(judgeJob({ ...facts, status: word }).is).not.toBe('succeeded');
      }),
    );
  });

  test('the order of the sub-jobs does not matter', () => {
    const shuffled = anyJob.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray(facts.subJobs, { minLength: facts.subJobs.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([facts, subJobs]) => {
        expect(judgeJob({ ...facts, subJobs })).toEqual(judgeJob(facts));
      }),
    );
  });

  test('a job whose sub-jobs have all ended does not run on after a failure', () => {
    const ended = fc.array(
      fc.constantFrom('SUCCESS', 'FAILED').map((status) => sub(status)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(anyWord, ended, (status, subJobs) => {
        fc.pre(subJobs.some((subJob) => subJob.status === 'FAILED'));
        expect(judgeJob({ status, subJobs }).is).toBe('failed');
      }),
    );
  });
});

describe('for one of its desktops a job', () => {
  const own = (status: string, more: Partial<SubJobFacts> = {}) =>
    sub(status, { desktopId: 'd', ...more });
  const other = (status: string) => sub(status, { desktopId: 'other' });
  test.for<[string, JobFacts, object]>([
    [
      'succeeded, while others run',
      job('RUNNING', [own('SUCCESS'), other('RUNNING')]),
      { is: 'succeeded' },
    ],
    [
      'runs on, though others failed',
      job('FAIL', [own('RUNNING'), other('FAILED')]),
      { is: 'running' },
    ],
    ['runs on, if a word is unknown', job('', [own('ROLLBACK')]), { is: 'running' }],
    [
      'runs on, if one of two parts does',
      job('', [own('SUCCESS'), own('WAITING')]),
      { is: 'running' },
    ],
    ['has not begun', job('RUNNING', [other('SUCCESS')]), { is: 'running' }],
    ['has ended without a word', job('COMPLETE', [other('SUCCESS')]), { is: 'unknown' }],
    ['has ended without any', job('FAIL', []), { is: 'unknown' }],
    [
      'failed, with a code of its own',
      job('FAIL', [own('FAILED', { errorCode: 'WKS.1' }), other('SUCCESS')], {
        errorCode: 'WKS.2',
      }),
      { is: 'failed', errorCode: 'WKS.1' },
    ],
    [
      'failed, with the code of the whole',
      job('FAIL', [own('FAILED')], { errorCode: 'WKS.2' }),
      { is: 'failed', errorCode: 'WKS.2' },
    ],
  ])('%s', ([, facts, expected]) => expect(judgeSubJob(facts, 'd')).toEqual(expected));
});
