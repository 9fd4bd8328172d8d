/**
 * Why one of our own checks refuses or waits, beside the API's `error_code`s: the type of the
 * failure that an operator sees, what it means, and what to do.
 */
export const refusals = {
  'PROJECT.UNKNOWN': {
    meaning: 'the order or policy names a project that the settings of this worker do not have',
    advice:
      'Add the project to the settings and restart the worker, then resolve with retry. Or resolve with abort, and order again; of a clean-up, correct the policy and apply it again.',
  },
  'GUARD.WAIT': {
    meaning: 'something that passes by itself speaks against deleting the desktop now',
    advice: 'Nothing to do; the run goes on when it has passed, and blocks at the deadline.',
  },
  'GUARD.STOP': {
    meaning: 'the desktop must not be deleted as it is now',
    advice:
      'Look at the desktop. Put right what is wrong and resolve with retry, or keep the desktop with skip.',
  },
  'KILL_SWITCH.ON': {
    meaning: 'state-changing calls are paused for all runs',
    advice:
      'Lift the kill switch with `offboard resume-all` when it is safe; the run goes on by itself.',
  },
  'TEMPORAL.SILENT': {
    meaning: 'Temporal did not say whether this attempt may still change anything, so it may not',
    advice: 'Nothing to do if Temporal was briefly away; otherwise run `offboard doctor`.',
  },
  'LEASE.OVER': {
    meaning: 'the attempt took too long, and another one may already be under way',
    advice:
      'Nothing to do; the next attempt starts afresh. If it repeats, check the worker’s clock.',
  },
  'FACTS.STALE': {
    meaning: 'too much time passed between the last look at the desktop or user and the call',
    advice: 'Nothing to do; the next attempt looks again.',
  },
  'DELETE.UNSETTLED': {
    meaning: 'an earlier delete of this desktop or user may still be taking effect',
    advice: 'Nothing to do; it is sent again only if it turns out to have had no effect.',
  },
  'DELETE.CONTESTED': {
    meaning: 'another run put a delete of the same desktop or user on record at the same moment',
    advice: 'Nothing to do; one of the two goes first. Find out who started the other run.',
  },
  'DELETE.WITHOUT_EFFECT': {
    meaning: 'a delete was sent, and the desktop stands untouched after all the time it was given',
    advice: 'Look at the desktop in the console, then resolve with retry to delete it again.',
  },
  'DELETE.FAILED': {
    meaning: 'the cloud accepted the delete and then failed to carry it out',
    advice: 'Look at the desktop in the console, then resolve with retry to delete it again.',
  },
  'WAVE.FALLS_APART': {
    meaning: 'more desktops of a clean-up than usual could not be deleted together with the others',
    advice:
      'Look at why in the list of desktops with runs of their own. Resolve with retry to give more of them a run, or with skip to keep those.',
  },
  'USER.NONE': {
    meaning: 'no Workspace user has the leaver’s user name (and domain), in any project',
    advice:
      'Have HR correct the user name or the domain (leaver.updated), or resolve with abort if the user is gone; retry looks again.',
  },
  'USER.SEVERAL': {
    meaning: 'several Workspace users of one project have the leaver’s user name',
    advice:
      'Have HR send the domain (leaver.updated), or set one for the sender; retry looks again.',
  },
  'USER.UNCHANGED': {
    meaning: 'the user was locked or unlocked, and does not show it',
    advice: 'Look at the user in the console, then resolve with retry.',
  },
  'RATE.FULL': {
    meaning:
      'more calls of the operation are waiting than the API allows in the time of an attempt',
    advice:
      'Nothing to do; it goes on by itself. If it lasts, see `limits` in the settings, and who else calls as this user.',
  },
  'LISTING.INCOMPLETE': {
    meaning:
      'a list of the API shows more or fewer entries than it announces, so nothing can be taken from it',
    advice: 'Nothing to do at first; if it stays, ask the cloud’s support, then retry.',
  },
  'RUN.OPEN': {
    meaning: 'another run has this desktop',
    advice: 'Nothing to do; it is waited for. See `offboard status` of that run.',
  },
  'EVIDENCE.UNAVAILABLE': {
    meaning: 'the evidence store cannot be written, and nothing is deleted without a record',
    advice: 'Make the evidence directory writable, then resolve with retry.',
  },
  'EVIDENCE.FOREIGN': {
    meaning: 'this worker keeps its evidence elsewhere than the worker that began the run',
    advice: 'Give all workers of the task queue the same evidence store, then resolve with retry.',
  },
  'CLOCK.SKEWED': {
    meaning: 'the clocks of this worker and of Temporal differ too much to know what came first',
    advice: 'Set the worker’s clock (NTP), then resolve with retry.',
  },
  'ACTIVITY.PAUSED': {
    meaning: 'an operator paused the step, or its run, in Temporal',
    advice: 'Unpause the activity, or the run, in the Web UI when it may go on.',
  },
  'TEMPORAL.FORBIDDEN': {
    meaning: 'Temporal does not let this worker read its own run or the kill switch',
    advice: 'Give the worker’s identity read access to the namespace, then resolve with retry.',
  },
  'ASSISTANCE.OPEN': {
    meaning: 'remote assistance was cancelled but is still shown as open',
    advice: 'Nothing to do at first; if it stays, close the assistance in the console and retry.',
  },
  'COLLABORATION.LEFT': {
    meaning: 'the API finds no collaboration resources, but the desktop still shows some',
    advice: 'Remove them in the console, then resolve with retry; or delete the desktop with skip.',
  },
  'JOB.RUNNING': {
    meaning: 'the job is still running',
    advice: 'Nothing to do; it is read again.',
  },
  'JOB.FAILED': {
    meaning: 'the job failed',
    advice:
      'Resolve with retry to request the job again, or with skip to delete the desktop without it.',
  },
  'JOB.OVERDUE': {
    meaning: 'the job did not end in the time it is given',
    advice: 'Look at the job in the console; retry to wait again, or skip to go on without it.',
  },
  'PROOF.PENDING': {
    meaning: 'the delete was accepted, and the desktop or its user can still be seen',
    advice: 'Nothing to do; it is read again.',
  },
  'PROOF.OVERDUE': {
    meaning:
      'the delete was accepted, but the desktop or its user can still be seen after all the time it was given',
    advice:
      'Look at the desktop and the user in the console; retry to look again. The proof cannot be skipped.',
  },
  'NOTICE.PUT_OFF': {
    meaning: 'the receiver of notifications did not take a notice',
    advice:
      'Nothing to do; it is sent again for a day. If it repeats, look at the receiver, and at `notifications` in the settings.',
  },
  'WORKER.ERROR': {
    meaning: 'the worker failed in a way that is not the API’s doing',
    advice: 'Read the worker’s log; when its fault is mended, resolve with retry.',
  },
} as const satisfies Record<string, { meaning: string; advice: string }>;

export type Refusal = keyof typeof refusals;

/** What to do about a refusal; for an `error_code` of the API, `offboard explain` knows more. */
export const adviceFor = (code: string): string =>
  Object.hasOwn(refusals, code)
    ? refusals[code as Refusal].advice // the line above is the proof that TypeScript does not see
    : 'Put right what is wrong, then resolve with retry.';
