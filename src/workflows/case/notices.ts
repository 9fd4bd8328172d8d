import type { CaseStatus } from '../../domain/case-result.ts';
import type { CaseNotice, CaseNoticeType } from '../../domain/notice.ts';
import type { NoticeHead } from '../run/notices.ts';
import type { InputOf } from '../run/steps.ts';

/** What people are told of a case. */
export function noticeOf(
  { sender, personId, state, sentence, due, digest, desktops }: CaseStatus,
  head: NoticeHead<CaseNoticeType>,
): InputOf<'notify'> {
  const notice: CaseNotice = {
    sender,
    personId,
    state,
    sentence,
    ...(due !== undefined && { due }),
    ...(digest !== undefined && { digest }),
    desktops: desktops.length,
    ...head,
  };
  return { sender, personId, notice };
}
