import { createAssistance, isOpen } from '../assistance.ts';
import { ApiError, conflict } from '../errors.ts';
import { type Call, del, get, noContent, ok, type Operation, post } from '../operation.ts';
import { findLivingDesktop } from '../parameters.ts';

const path = '/desktops/:desktop_id/remote-assistance';

const noneEver = () => new ApiError(404, 'WKS.00010203', 'The remote assistance does not exist.');

function createRemoteAssistance(call: Call) {
  const desktop = findLivingDesktop(call);
  const { facts, assistance } = desktop;
  if (isOpen(assistance)) {
    throw conflict(assistance?.status ?? '', 'createRemoteAssistance', facts.desktop_id);
  }
  const created = createAssistance(call.world.seed, desktop, 'WAIT_USER_CONFIRM');
  desktop.assistance = created;
  return ok({
    share_space_id: created.share_space_id,
    status: created.status,
    desktop_id: facts.desktop_id,
    initiator_type: 'ADMIN_INITIATE',
  });
}

/** 404 where there never was one, although the desktop exists; CLOSE once one was cancelled. */
function showRemoteAssistance(call: Call) {
  const { assistance } = findLivingDesktop(call);
  if (assistance === null) throw noneEver();
  return ok(assistance);
}

/** Cancelling a closed one changes nothing and is accepted. */
function cancelRemoteAssistance(call: Call) {
  const { assistance } = findLivingDesktop(call);
  if (assistance === null) throw noneEver();
  assistance.status = 'CLOSE';
  return noContent;
}

export const assistance: readonly Operation[] = [
  post('CreateRemoteAssistance', path, createRemoteAssistance),
  get('ShowRemoteAssistance', path, showRemoteAssistance),
  del('CancelRemoteAssistance', path, cancelRemoteAssistance),
];
