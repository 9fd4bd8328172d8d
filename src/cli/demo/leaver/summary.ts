import { style } from '../../output.ts';
import type { LeaverFate } from './follow-case.ts';

/** The leaver's case, moment by moment. */
export const leaverTable = ({ leaver, workflowId, status, moments, asExpected }: LeaverFate) => {
  const { name, awkward } = leaver.role;
  const tone = asExpected ? 'green' : 'red';
  const title = `${style('bold', name)}  ${style(tone, status.state)}  ${awkward}: ${workflowId}`;
  const lines = moments.map(
    ({ atMs, phrase }) => `  ${(atMs / 1_000).toFixed(1).padStart(6)} s  ${phrase.text}`,
  );
  return [title, ...lines.map((line) => style('dim', line))].join('\n');
};

/** As `--json` prints it. */
export const leaverAccount = ({ status, historyEvents, moments }: LeaverFate) => ({
  state: status.state,
  desktops: status.desktops.length,
  deleted: status.desktops.filter(({ outcome }) => outcome === 'deleted').length,
  usersGone: status.users.filter(({ outcome }) => outcome === 'gone').length,
  approvals: status.approvals.length,
  said: status.verbs.map(({ verb }) => verb),
  historyEvents,
  moments: moments.map(({ phrase }) => phrase.text),
});
