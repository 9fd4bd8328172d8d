/** Whoever hears of runs: a server whose secret lies in a file, as the settings want it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, ApiServer } from './api-server.ts';
import { serve } from './api-server.ts';

export interface NoticeReceiver extends ApiServer {
  /** For the settings, which may add the events. */
  notifications: { url: string; secretsFile: string; allowPrivate: true };
}

export const noticeSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const takeAll: Answer = (_, response) => response.writeHead(204).end();

export async function openReceiver(answer: Answer = takeAll): Promise<NoticeReceiver> {
  const directory = await mkdtemp(join(tmpdir(), 'receiver-'));
  const secretsFile = join(directory, 'secrets');
  await writeFile(secretsFile, noticeSecret);
  const server = await serve(answer);
  return {
    ...server,
    notifications: { url: server.url, secretsFile, allowPrivate: true },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
