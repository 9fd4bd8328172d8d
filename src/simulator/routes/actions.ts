import * as v from 'valibot';
import type { Desktop } from '../desktop.ts';
import { conflict } from '../errors.ts';
import { logOff } from '../life-cycle.ts';
import { type Call, done, ok, type Operation, post, put } from '../operation.ts';
import { idsSchema, livingDesktops, parseBody } from '../parameters.ts';
import type { World } from '../world.ts';

const power = {
  'os-start': { task: 'powering-on', status: 'ACTIVE', login_status: 'REGISTERED' },
  reboot: { task: 'rebooting', status: 'ACTIVE', login_status: 'REGISTERED' },
  'os-stop': { task: 'powering-off', status: 'SHUTOFF', login_status: 'UNREGISTER' },
  'os-hibernate': { task: 'powering-off', status: 'HIBERNATED', login_status: 'UNREGISTER' },
} as const;

const powerMs = 1_500;

const powerSchema = v.object({
  desktop_ids: idsSchema,
  op_type: v.picklist(['os-start', 'reboot', 'os-stop', 'os-hibernate']),
  type: v.optional(v.picklist(['SOFT', 'HARD'])),
});

function switchPower(
  world: World,
  desktop: Desktop,
  action: (typeof power)[keyof typeof power],
): void {
  desktop.facts.task_status = action.task;
  world.clock.after(powerMs, () => {
    if (desktop.phase !== 'present') return;
    const { status, login_status } = action;
    Object.assign(desktop.facts, { status, login_status, task_status: '' });
  });
}

/** 200 even where every desktop refuses: the refusals are in the list. No job: nothing is migrated. */
function batchRunDesktops(call: Call) {
  const { desktop_ids, op_type } = parseBody(call, powerSchema);
  const desktops = livingDesktops(call, desktop_ids);
  const busy = desktops.filter(({ facts }) => facts.task_status !== '' || facts.is_freeze);
  for (const desktop of desktops) {
    if (!busy.includes(desktop)) switchPower(call.world, desktop, power[op_type]);
  }
  return ok({
    failed_operation_list: busy.map(({ facts }) => {
      const { code, message } = conflict(facts.task_status || 'frozen', op_type, facts.desktop_id);
      return {
        desktop_id: facts.desktop_id,
        desktop_name: facts.computer_name,
        error_code: code,
        error_msg: message,
      };
    }),
  });
}

const logoffSchema = v.object({
  desktop_ids: idsSchema,
  message: v.optional(v.string()),
});

function batchLogoffDesktops(call: Call) {
  const desktops = livingDesktops(call, parseBody(call, logoffSchema).desktop_ids);
  for (const { facts } of desktops) {
    if (facts.task_status !== '') throw conflict(facts.task_status, 'logoff', facts.desktop_id);
  }
  for (const desktop of desktops) logOff(call.world, desktop);
  return done;
}

const maintenanceSchema = v.object({ desktop_ids: idsSchema, in_maintenance_mode: v.boolean() });

function setMaintenanceMode(call: Call) {
  const { desktop_ids, in_maintenance_mode } = parseBody(call, maintenanceSchema);
  for (const { facts } of livingDesktops(call, desktop_ids)) {
    facts.in_maintenance_mode = in_maintenance_mode;
  }
  return done;
}

export const actions: readonly Operation[] = [
  post('BatchRunDesktops', '/desktops/action', batchRunDesktops),
  post('BatchLogoffDesktops', '/desktops/logoff', batchLogoffDesktops),
  put('SetMaintenanceMode', '/desktops/maintenance-mode', setMaintenanceMode),
];
