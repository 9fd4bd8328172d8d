import type { KillSwitch } from '../temporal/kill-switch.ts';

/** The kill switch as Prometheus text; empty where Temporal does not say. */
export const killSwitchGauge = async ({ read }: KillSwitch): Promise<string> =>
  read().then(
    ({ on }) =>
      [
        '# HELP offboarding_kill_switch Whether state-changing calls are paused for all runs',
        '# TYPE offboarding_kill_switch gauge',
        `offboarding_kill_switch ${on ? 1 : 0}`,
        '',
      ].join('\n'),
    () => '',
  );
