export { cleanUpDesktops } from './clean-up-desktops.ts';
export { offboardDesktop } from './offboard-desktop.ts';
export { offboardUser } from './offboard-user.ts';
