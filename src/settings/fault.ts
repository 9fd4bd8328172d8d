/** One thing that is wrong with the settings. Never holds the value of a secret. */
export interface Fault {
  /** The key in the settings file (`projects[0].region`) or the environment variable. */
  key: string;
  /** What is wrong, without a subject: "must be …". */
  problem: string;
  /** What to do about it. */
  remedy: string;
  /** `file:line`, where the settings file has such a line. */
  at?: string;
}

/** All that is wrong with the settings at once: one fault a line. Correct them and start again. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(sentence).join('\n'));
    this.faults = faults;
  }
}

/** `file:line: key problem. Remedy.` */
export const sentence = ({ key, problem, remedy, at }: Fault) =>
  `${at === undefined ? '' : `${at}: `}${key} ${problem}. ${remedy}${/[?.]$/.test(remedy) ? '' : '.'}`;
