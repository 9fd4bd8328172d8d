import type { LeftOut } from '../domain/clean-up/wave.ts';

/** The API refused a call for several desktops because of one of them: nothing was done. */
export interface BatchRefused {
  is: 'refused';
  errorCode: string;
  message: string;
  left: LeftOut[];
}
