import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { temporalVersion } from './cache.ts';
import { run } from './executable.ts';

const archiveSchema = v.object({ archiveUrl: v.string(), fileToExtract: v.string() });

/**
 * Downloads the CLI from where the Temporal SDKs take it, into a directory; resolves to its path.
 * Asking where it is takes at most 5 s, so that a closed network does not hold anyone up.
 */
export const download = async (
  workshop: string,
  site = 'https://temporal.download',
): Promise<string> => {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = `arch=${architecture}&platform=${process.platform}&format=tar.gz`;
  const reply = await get(`${site}/cli/v${temporalVersion}?${query}`, 5_000);
  const { archiveUrl, fileToExtract } = v.parse(archiveSchema, await reply.json());

  const archive = join(workshop, 'temporal.tar.gz');
  const { body } = await get(archiveUrl, 120_000);
  if (body === null) throw new Error(`${archiveUrl} sent nothing`);
  await pipeline(Readable.fromWeb(body), createWriteStream(archive));
  await run('tar', ['-xzf', archive, '-C', workshop, fileToExtract], 60_000);
  return join(workshop, fileToExtract);
};

const get = async (url: string, timeoutMs: number): Promise<Response> => {
  const reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: unknown) => {
      const cause = error instanceof Error ? error.cause : undefined;
      const reason = cause instanceof Error ? cause.message : String(error);
      throw new Error(`${new URL(url).host}: ${reason}`, { cause: error });
    },
  );
  if (!reply.ok) throw new Error(`${new URL(url).host} answered ${reply.status}`);
  return reply;
};
