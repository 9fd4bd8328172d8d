import type { CleanUpStatus } from '../../domain/clean-up/result.ts';
import type { CleanUpNotice, CleanUpNoticeType } from '../../domain/notice.ts';
import type { NoticeHead } from '../run/notices.ts';
import type { InputOf } from '../run/steps.ts';

/** What people are told of a clean-up. */
export function noticeOf(
  { policy, project, state, sentence, due, plan, counts }: CleanUpStatus,
  head: NoticeHead<CleanUpNoticeType>,
): InputOf<'notify'> {
  const notice: CleanUpNotice = {
    policy,
    project,
    state,
    sentence,
    ...(due !== undefined && { due }),
    ...(plan !== undefined && { digest: plan.digest }),
    desktops: counts.selected,
    ...head,
  };
  return { policy, notice };
}
