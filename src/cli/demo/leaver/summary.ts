import { style } from '../../output.ts';
import { momentLines } from '../moments.ts';
import type { LeaverFate } from './follow-case.ts';

/** The leaver's case, moment by moment. */
export const leaverTable = ({ leaver, workflowId, status, moments, asExpected }: LeaverFate) => {
  const { name, awkward } = leaver.role;
  const tone = asExpected ? 'green' : 'red';
  const title = `${style('bold', name)}  ${style(tone, status.state)}  ${awkward}: ${workflowId}`;
  return [title, ...momentLines(moments)].join('\n');
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
