export { offboardDesktop } from './offboard-desktop.ts';
export { offboardUser } from './offboard-user.ts';
