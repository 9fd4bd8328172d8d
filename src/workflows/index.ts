export { offboardDesktop } from './offboard-desktop.ts';
