import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { onPath } from '../../src/cli/temporal/executable.ts';

/** As distributions name it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const howToGetChromium =
  'Install it (apt-get install -y chromium, or https://www.chromium.org), or set CHROMIUM to its path.';

/** Where Chromium is: what `CHROMIUM` names, else on the search path. */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env['CHROMIUM']) return env['CHROMIUM'];
  for (const name of names) {
    const path = await onPath(name, env);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Starts it without a window, and without anything that it would fetch or report by itself. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      // As root, in containers, it refuses to start with one.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
