import type { Desktop } from './desktop.ts';
import { digest } from './ids.ts';

export const assistanceStatuses = [
  'OPEN',
  'CLOSE',
  'WAIT_USER_CONFIRM',
  'WAIT_USER_ACCESS',
] as const;
export type AssistanceStatus = (typeof assistanceStatuses)[number];

/** A collaborative space for remote assistance, with the nine fields that ShowRemoteAssistance answers. */
export interface Assistance {
  share_space_id: string;
  invitation_code: string;
  share_space_name: string;
  share_space_passwd: string;
  private_share_link: string;
  internet_share_link: string;
  create_time: string;
  status: AssistanceStatus;
  failed_reason: string | null;
}

/** Opens the next one on a desktop; its ids depend on the seed and on how many there were before. */
export function createAssistance(
  seed: number,
  { facts, assistance: before }: Pick<Desktop, 'facts' | 'assistance'>,
  status: AssistanceStatus,
): Assistance {
  const hex = digest(seed, 'assistance', facts.desktop_id, before?.share_space_id ?? '');
  const code = hex.slice(0, 8).toUpperCase();
  const link = (host: string) =>
    `https://${host}:9445/#/share-space?username=admin&workspace_id=${hex.slice(8, 24)}&code=${code}`;
  return {
    share_space_id: hex.slice(24, 48),
    invitation_code: code,
    share_space_name: `assist-${facts.computer_name}`,
    share_space_passwd: `Pw-${hex.slice(48, 56)}`,
    private_share_link: link('private.share.example'),
    internet_share_link: link('internet.share.example'),
    create_time: `${new Date().toISOString().slice(0, 19)}Z`,
    status,
    failed_reason: null,
  };
}

export const isOpen = (assistance: Assistance | null): boolean =>
  assistance !== null && assistance.status !== 'CLOSE';
