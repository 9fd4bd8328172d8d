import { dirname } from 'node:path';
import * as v from 'valibot';
import type { CleanUpPolicy } from '../domain/clean-up/policy.ts';
import { cleanUpPolicySchema } from '../domain/clean-up/policy.ts';
import { endOfDate } from '../domain/end-of-day.ts';
import type { Fault } from '../settings/fault.ts';
import { faultsIn } from '../settings/faults-in.ts';
import { isMap } from '../settings/schemas.ts';
import { parseYaml } from '../settings/yaml-file.ts';
import { policySchema } from './policy-schema.ts';
import type { PolicyContent } from './policy-schema.ts';
import { readText } from './text-file.ts';
import type { Timetable } from './timetable.ts';
import { warningsOf } from './warnings.ts';

/** A policy as its file has it. */
export interface PolicyFile {
  file: string;
  /** `file:line` of its name. */
  nameAt: string;
  /** What its runs get, with every default filled in. */
  policy: CleanUpPolicy;
  timetable: Timetable;
  /** What is sound, and may still not be meant; sentences. */
  warnings: readonly string[];
}

const theFile = 'the file';

/** Reads a policy file: the policy, or everything that is wrong with the file. */
export const readPolicy = (file: string): PolicyFile | { faults: Fault[] } => {
  const text = readText(file);
  if (typeof text !== 'string') return { faults: [{ key: theFile, ...text, at: `${file}:1` }] };
  const yaml = parseYaml(file, text);
  if (yaml.faults.length > 0)
    return { faults: yaml.faults.map((fault) => ({ at: `${file}:1`, ...fault, key: theFile })) };
  const at = (path: readonly (string | number)[]) => {
    const line = yaml.at(path);
    // What the file does not have at all is missing from its beginning.
    return line === file ? `${file}:1` : line;
  };
  if (!isMap(yaml.content)) {
    const problem = text.trim() === '' ? 'is empty' : 'must be a map of keys and values';
    const remedy = 'Start from one of examples/policies';
    return { faults: [{ key: theFile, problem, remedy, at: at([]) }] };
  }
  const parsed = v.safeParse(policySchema(dirname(file)), yaml.content);
  if (!parsed.success)
    return {
      faults: faultsIn(parsed.issues).map(({ path, ...fault }) => ({ ...fault, at: at(path) })),
    };
  const { schedule: timetable } = parsed.output;
  const policy = policyOf(parsed.output);
  return { file, nameAt: at(['name']), policy, timetable, warnings: warningsOf(parsed.output) };
};

/** @throws Error if it is not what workflows take: then the two schemas are not in step. */
const policyOf = ({
  schedule,
  select,
  limits,
  approval,
  ...content
}: PolicyContent): CleanUpPolicy => {
  const { statusFor, unusedFor, olderThan, createdBefore, ...conditions } = select;
  return v.parse(
    cleanUpPolicySchema,
    // In JSON, what is undefined is absent.
    JSON.parse(
      JSON.stringify({
        ...content,
        select: {
          ...conditions,
          statusForMs: statusFor,
          unusedForMs: unusedFor,
          olderThanMs: olderThan,
          createdBefore: createdBefore && instantIn(createdBefore, schedule.timeZone),
        },
        limits,
        approval: {
          withinMs: approval.within,
          approvals: approval.approvals,
          approvers: approval.approvers,
        },
      }),
    ),
  );
};

/** A day begins when the one before it ends. */
const instantIn = (dayOrInstant: string, timeZone: string): string => {
  if (dayOrInstant.length > 10) return dayOrInstant;
  const before = new Date(Date.parse(dayOrInstant) - 86_400_000).toISOString().slice(0, 10);
  return endOfDate(before, timeZone)?.toISOString() ?? dayOrInstant;
};
