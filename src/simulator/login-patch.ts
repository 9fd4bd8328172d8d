import type { Desktop } from './desktop.ts';
import type { DesktopPatch } from './estate-schema.ts';
import type { Login } from './login.ts';
import { instantOf } from './moment.ts';

type GivenLogins = Pick<NonNullable<DesktopPatch['sim']>, 'lastLogin' | 'logins' | 'login'>;

const minuteMs = 60_000;
const usualMinutes = 60;

/**
 * Applies what a `sim` block says of logins. `lastLogin` and `logins` replace what there was, the habit
 * included; `login` adds one that begins and ends now, under whoever is attached, and leaves `login_status`
 * as it is: only the records tell of it.
 */
export function applyLogins(desktop: Desktop, { lastLogin, logins, login }: GivenLogins): void {
  const now = Date.now();
  const userName = desktop.facts.attach_user_infos.at(0)?.user_name ?? '';
  const at = (moment: string, minutes: number, failureReason: string): Login => {
    const start = instantOf(moment, now);
    return { userName, start, end: start + minutes * minuteMs, failureReason };
  };
  if (lastLogin !== undefined || logins !== undefined) {
    desktop.dailyUser = null;
    desktop.logins = [
      ...(lastLogin == null ? [] : [at(lastLogin, usualMinutes, '')]),
      ...(logins ?? []).map(({ at: moment, minutes, failureReason = '' }) =>
        at(moment, minutes ?? (failureReason === '' ? usualMinutes : 0), failureReason),
      ),
    ];
  }
  if (login === true) {
    desktop.logins = [...desktop.logins, { userName, start: now, end: now, failureReason: '' }];
    desktop.loggedInSince = true;
  }
}
