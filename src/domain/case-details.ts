import type { CaseDesktop, CaseStatus } from './case-result.ts';
import { takesUser, toDelete } from './leaver-plan.ts';
import { possibleCaseVerbs } from './possible-case-verbs.ts';
import type { At, PossibleVerb } from './run-details.ts';
import { encodedLength, latest, line, runDetails } from './run-details.ts';
import type { VerbName } from './verbs.ts';
import { verbs } from './verbs.ts';

/**
 * The case of a leaver in markdown, for the Web UI's current details: its clock, its plan and the digest
 * to approve it by. Names nobody. `now`: ms since the epoch.
 */
export const caseDetails = (status: CaseStatus, now: number): string =>
  runDetails(status, {
    possible: possible(status, now),
    standing: (at) => [...clock(status, at), ...approvals(status)],
    body: (at, room) => {
      const events = heard(status, at);
      return [...desktops(status, room - encodedLength(events.join('\n\n'))), ...events];
    },
  });

/** Offered in short, as the details have little room; `offboard status` gives each as a command. */
const alwaysThere: ReadonlySet<VerbName> = new Set(['exclude', 'reschedule', 'expedite']);

function possible(status: CaseStatus, now: number): PossibleVerb[] {
  const [first] = status.plan === undefined ? [] : toDelete(status.plan);
  const example = (name: VerbName): string => {
    if (name === 'approve') return `{"digest":"${status.digest ?? ''}","approver":"…"}`;
    if (name === 'exclude' && first !== undefined) {
      return `{"desktopId":"${first.desktopId}","reason":"…"}`;
    }
    return verbs[name].example;
  };
  const names = possibleCaseVerbs(status, now);
  return names
    .toSorted((a, b) => Number(alwaysThere.has(a)) - Number(alwaysThere.has(b)))
    .map((name) => ({ name, example: example(name) }));
}

function clock({ plan, kind, ticket }: CaseStatus, at: At): string[] {
  if (plan === undefined) return [];
  const lock = plan.lock ? ', when the user is locked' : '';
  const user = takesUser(plan) ? ', the user with the last desktop' : ', the user is kept';
  const what = kind === undefined ? 'Leave' : `${kind === 'voluntary' ? 'V' : 'Inv'}oluntary leave`;
  const where = ticket === undefined ? '' : ` Ticket: ${line(ticket, 60)}.`;
  return [
    `${what}, effective at **${at(plan.effectiveAt)}**${lock}. The deletion begins at **${at(plan.dueAt)}**${user}.${where}`,
  ];
}

function approvals({ digest, approvals: given, approvalsNeeded }: CaseStatus): string[] {
  if (digest === undefined) return [];
  const needed = approvalsNeeded ?? 0;
  const howMany = needed === 0 ? 'needs no approval' : `${given.length} of ${needed} approvals`;
  return [`Plan \`${digest}\`: ${howMany}.`];
}

function desktops({ desktops: all }: CaseStatus, room: number): string[] {
  if (all.length === 0) return [];
  const head = '| desktop | plan | where it stands |\n|:--|:--|:--|';
  const rows = latest(all, room - encodedLength(head), row);
  const more =
    rows.length < all.length ? [`The last ${rows.length} of ${all.length} desktops:`] : [];
  return [...more, [head, ...rows].join('\n')];
}

const row = ({ desktopId, action, outcome, state, sentence }: CaseDesktop) =>
  `| ${[desktopId, action, [outcome ?? state, sentence].filter(Boolean).join(': ')]
    .map((text) => `${line(text, 150)}\u00a0\u00a0`)
    .join(' | ')} |`;

const maxEncodedEvents = 1_000;

function heard({ events }: CaseStatus, at: At): string[] {
  const last = events.slice(-3);
  if (last.length === 0) return [];
  const lines = latest(
    last,
    maxEncodedEvents,
    ({ type, at: when, sentence }) => `- **${type}** at ${at(when)}: ${line(sentence, 120)}`,
  );
  return [`**What HR said**, ${events.length} in all. The latest:`, lines.join('\n')];
}
