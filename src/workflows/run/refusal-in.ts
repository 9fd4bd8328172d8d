import type { ActivityFailure } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/workflow';
import * as v from 'valibot';
import type { KillSwitchState } from '../../domain/kill-switch-state.ts';
import type { StepReceipt } from '../../domain/result.ts';

/** Why a step does not go on by itself. */
export interface Refusal {
  /** The API's `error_code`, or our own word for it. */
  errorCode: string;
  message: string;
  /** By default what the table of our own refusals says. */
  advice?: string;
  receipt?: Partial<StepReceipt>;
  /** With `KILL_SWITCH.ON`: what is known of it. */
  killSwitch?: KillSwitchState;
}

export interface Refused {
  is: 'refused';
  refusal: Refusal;
}

/** The details that activities/failure.ts writes; a worker of another version may leave some out. */
const detailsSchema = v.object({
  advice: v.string(),
  errorCodes: v.record(v.string(), v.number()),
  startedAt: v.string(),
  attempts: v.number(),
  requestId: v.optional(v.string()),
  killSwitch: v.optional(
    v.object({
      on: v.boolean(),
      reason: v.exactOptional(v.string()),
      by: v.exactOptional(v.string()),
      since: v.exactOptional(v.string()),
    }),
  ),
});

export function refusalIn({ cause, message }: ActivityFailure): Refusal {
  const isOurs = cause instanceof ApplicationFailure;
  const errorCode = (isOurs && cause.type) || 'WORKER.ERROR';
  const details = v.safeParse(detailsSchema, isOurs ? cause.details?.[0] : undefined);
  const said = isOurs ? cause.message : message;
  if (!details.success) return { errorCode, message: said };
  const { advice, requestId, killSwitch, ...receipt } = details.output;
  const requestIds = requestId === undefined ? [] : [requestId];
  return {
    errorCode,
    message: said.endsWith(advice) ? said.slice(0, -advice.length).trimEnd() : said,
    advice,
    receipt: { ...receipt, requestIds },
    ...(killSwitch !== undefined && { killSwitch }),
  };
}
