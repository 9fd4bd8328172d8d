import { say } from './output.ts';

/** Says on stderr how far a long list has come, once every so many; of a short one nothing. */
export const sayHowFar =
  (what: string, every = 200) =>
  (done: number, all: number): void => {
    if (all > every && done % every === 0) {
      say(`${what}: ${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} done.`);
    }
  };
