import { afterEach, expect, test } from 'vitest';
import { listWave } from '../../../src/activities/wave/judge-wave.ts';
import { workspaceClient } from '../../../src/workspace/client.ts';
import { connect } from '../../../src/workspace/connection.ts';
import type { ApiServer } from '../../support/api-server.ts';
import { json, projectAt, serve } from '../../support/api-server.ts';
import { selected } from '../wave.ts';

let server: ApiServer | undefined;
afterEach(() => server?.close());

test('a desktop that the list shows twice is one, and another than was asked for is none', async () => {
  const desktops = ['d-1', 'd-1', 'd-9'].map((desktop_id) => ({ desktop_id, status: 'ACTIVE' }));
  server = await serve((_, response) =>
    json(response, 200, { desktops, total_count: desktops.length }),
  );
  const workspace = workspaceClient(connect(projectAt(server.url)));
  const wave = ['d-1', 'd-2'].map((name) => selected(name));
  const { details, missing } = await listWave({ workspace, slot: async () => undefined }, wave);
  expect(details.map(({ desktop_id: id }) => id)).toEqual(['d-1']);
  expect(missing.map(({ desktopId }) => desktopId)).toEqual(['d-2']);
});
