import * as v from 'valibot';
import type { LeaverKind } from '../domain/leaver-event.ts';
import { leaverKinds } from '../domain/leaver-event.ts';
import { namePattern } from './name-pattern.ts';
import { at, duration, flag, isMap, map, say, section, text, whole } from './schemas.ts';
import type { LeaverRules, LeaverSettings } from './settings.ts';

/** One value for both kinds of leave, or one for each: `30 days`, or `{ involuntary: 24 hours }`. */
const byKind = <T>(value: v.GenericSchema<unknown, T>) =>
  v.optional(
    v.lazy((given): v.GenericSchema<unknown, { [K in LeaverKind]?: T | undefined }> =>
      isMap(given)
        ? map({ voluntary: v.optional(value), involuntary: v.optional(value) })
        : v.pipe(
            value,
            v.transform((both) => ({ voluntary: both, involuntary: both })),
          ),
    ),
    {},
  );

const listOf = (one: v.GenericSchema<unknown, string>) =>
  v.array(one, say('must be a list', 'Write, for example, [one, another]'));

const list = (most?: number) => listOf(text(most));

const rules = {
  approvals: byKind(whole(0, 20)),
  approvers: byKind(list(200)),
  approvalWithin: byKind(duration('1 s', '10 years')),
  grace: byKind(duration('0 s', '10 years')),
  lock: byKind(flag),
  notice: byKind(duration('0 s', '10 years')),
  deleteUsers: byKind(flag),
};

type Given = { [R in keyof typeof rules]: v.InferOutput<(typeof rules)[R]> };

const days = 86_400_000;

/** A person approves, nobody is locked out early, and who was dismissed goes sooner. */
const byDefault = (kind: LeaverKind): LeaverRules => ({
  approvals: 1,
  approvers: [],
  approvalWithinMs: 14 * days,
  graceMs: (kind === 'voluntary' ? 30 : 1) * days,
  lock: false,
  noticeMs: days,
  deleteUsers: true,
});

/** What is given for a kind, over what holds otherwise. */
const over = (otherwise: LeaverRules, given: Given, kind: LeaverKind): LeaverRules => ({
  approvals: given.approvals[kind] ?? otherwise.approvals,
  approvers: given.approvers[kind] ?? otherwise.approvers,
  approvalWithinMs: given.approvalWithin[kind] ?? otherwise.approvalWithinMs,
  graceMs: given.grace[kind] ?? otherwise.graceMs,
  lock: given.lock[kind] ?? otherwise.lock,
  noticeMs: given.notice[kind] ?? otherwise.noticeMs,
  deleteUsers: given.deleteUsers[kind] ?? otherwise.deleteUsers,
});

const isApprovable = (rulesByKind: Record<LeaverKind, LeaverRules>) =>
  leaverKinds.every((kind) => {
    const { approvals, approvers } = rulesByKind[kind];
    return approvers.length === 0 || new Set(approvers).size >= approvals;
  });

const tooFew = say(
  'asks for more approvals than approvers has names',
  'Name more approvers, or ask for fewer approvals',
);

/** Part of every workflow id, and a name of a sender in the section `webhook`. */
const senderName = v.pipe(
  text(64),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    say('must be letters, digits, - and _', 'Write the name that the section webhook has for it'),
  ),
);

const senders = v.nullish(
  v.pipe(
    v.custom<Record<string, unknown>>(
      isMap,
      say('must be a map of senders', 'Write, for example, hr: { domain: corp.local }'),
    ),
    v.record(senderName, map({ domain: v.exactOptional(text()), ...rules })),
  ),
  {},
);

/** Desktops that no leaver's case and no clean-up deletes. */
const keep = section({
  tags: v.optional(list(128), ['offboarding:keep']),
  protectUntilTag: v.optional(text(128), 'offboarding:protect-until'),
  desktops: v.optional(list(), []),
  users: v.optional(list(), []),
  names: v.optional(listOf(namePattern), []),
});

/** How leavers' cases are dealt with, by the kind of leave and the sender. */
export const leavers = v.pipe(
  section({ ...rules, memory: v.optional(duration('0 s', '1 year'), '7 days'), keep, senders }),
  v.rawTransform(({ dataset: { value: given }, addIssue, NEVER }): LeaverSettings => {
    let isSound = true;
    const refuse = (...path: [v.IssuePathItem, ...v.IssuePathItem[]]) => {
      isSound = false;
      addIssue({ message: tooFew, path });
    };
    const general = {
      voluntary: over(byDefault('voluntary'), given, 'voluntary'),
      involuntary: over(byDefault('involuntary'), given, 'involuntary'),
    };
    if (!isApprovable(general)) refuse(at({ ...given }, 'approvals'));

    const senderSettings = Object.entries(given.senders).map(([sender, { domain, ...own }]) => {
      const made = {
        voluntary: over(general.voluntary, own, 'voluntary'),
        involuntary: over(general.involuntary, own, 'involuntary'),
      };
      if (!isApprovable(made)) {
        refuse(at({ ...given }, 'senders'), at(given.senders, sender), at({ ...own }, 'approvals'));
      }
      return [sender, { ...made, ...(domain !== undefined && { domain }) }] as const;
    });
    if (!isSound) return NEVER;
    const { memory: memoryMs, keep: kept } = given;
    return { ...general, memoryMs, keep: kept, senders: Object.fromEntries(senderSettings) };
  }),
);
