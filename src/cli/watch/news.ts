import type { CaseDesktop, StepReceipt } from '../../client.ts';
import type { HeardEvent } from '../../domain/case-result.ts';
import type { VerbRecord } from '../../domain/verb-record.ts';
import { attemptInWords } from '../runs/pending-attempt.ts';
import type { PendingAttempt } from '../runs/pending-attempt.ts';
import { met } from '../runs/run-in-words.ts';
import type { RunView } from '../runs/run-view.ts';

/** A line that stays, and when that happened (ISO 8601, UTC), where it was not just now. */
export interface News {
  line: string;
  at?: string;
}

/** Tells what is new about a run each time it is looked at, the oldest first. */
export const newsOf = (): ((view: RunView) => News[]) => {
  let steps = 0;
  let verbs = 0;
  let events = 0;
  const desktops = new Map<string, string>();
  const said: { standing?: string; failure?: string } = {};
  const ifNew = (about: keyof typeof said, key: string | undefined, line = key): News[] => {
    if (key === undefined || line === undefined || said[about] === key) return [];
    said[about] = key;
    return [{ line }];
  };

  return (view) => {
    const told = view.is === 'open' ? view.status : view.is === 'ended' ? view.result : undefined;
    // Runs of earlier versions did not keep what was said to them.
    const { steps: allSteps = [], verbs: allVerbs = [] } = told ?? {};
    const attempt = view.is === 'open' || view.is === 'silent' ? view.attempt : undefined;
    const answered = allVerbs.filter(({ outcome }) => outcome !== 'pending');
    const ofCase = told !== undefined && 'events' in told ? told : noCase;
    const endedAt = 'endedAt' in view ? { at: view.endedAt } : {};
    const past = [
      ...ofCase.events.slice(events).map((event) => ({ line: eventInWords(event), at: event.at })),
      ...allSteps.slice(steps).map((step) => ({ line: stepInWords(step), at: step.endedAt })),
      ...answered.slice(verbs).map((verb) => ({ line: verbInWords(verb), at: verb.at })),
    ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
    const changed = ofCase.desktops.filter(
      (desktop) => desktops.get(desktop.desktopId) !== desktopInWords(desktop),
    );
    for (const desktop of changed) desktops.set(desktop.desktopId, desktopInWords(desktop));
    const lines: News[] = [
      ...past,
      ...changed.map((desktop) => ({ line: desktopInWords(desktop) })),
      ...ifNew('standing', standingInWords(view)).map((news) => ({ ...news, ...endedAt })),
      // The same failure again, or the same answer to another poll, is no news.
      ...ifNew('failure', attempt && `${attempt.step} ${attempt.failure}`, failure(attempt)),
    ];
    events = Math.max(events, ofCase.events.length);
    steps = Math.max(steps, allSteps.length);
    verbs = Math.max(verbs, answered.length);
    return lines;
  };
};

const noCase = { events: [], desktops: [] };

/** Where a run stands, in one line. */
export const standingInWords = (view: RunView): string => {
  switch (view.is) {
    case 'open': {
      const { state, beneath, sentence } = view.status;
      return [state, ...(beneath === undefined ? [] : [`(${beneath})`]), sentence].join('  ');
    }
    case 'silent':
      return view.failure ?? 'no worker answers; waiting for one';
    case 'ended': {
      const { result } = view;
      const counts = 'summary' in result ? [`${result.summary}.`] : [];
      return [`${result.outcome}  ${result.reason}`, ...counts].join(' ');
    }
    case 'closed':
      return `${view.how}  ${view.reason}`;
  }
};

const eventInWords = ({ type, sentence }: HeardEvent): string => `${type}  ${sentence}`;

const desktopInWords = ({ desktopId, action, state, outcome, sentence }: CaseDesktop): string =>
  `desktop ${desktopId}  ${outcome ?? state ?? action}  ${sentence}`;

const stepInWords = ({ step, outcome, attempts, errorCodes, summary }: StepReceipt): string => {
  const tries = attempts > 1 ? [`${attempts} attempts`] : [];
  const trouble = [...tries, ...met(errorCodes)].join(', ');
  return `${step}  ${outcome}  ${summary}${trouble === '' ? '' : ` (${trouble})`}`;
};

const verbInWords = ({ verb, via, outcome, sentence }: VerbRecord): string =>
  `${verb} by ${via}, ${outcome}: ${sentence}`;

const failure = (attempt: PendingAttempt | undefined): string | undefined =>
  attempt?.failure === undefined
    ? undefined
    : `${attempt.step}  ${attemptInWords(attempt, Date.now())}`;
