import { workspaceClient } from '../../workspace/client.ts';
import { connect } from '../../workspace/connection.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import type { WorkspaceProject } from '../../workspace/project.ts';
import { treatmentTable } from '../../workspace/treatment.ts';
import { fail, ok, reason, warn } from './check.ts';
import type { Check } from './check.ts';

/** Whether the API of a project answers, its clock agrees with ours, and it lets us in to read. */
export const workspaceChecks = async (project: WorkspaceProject): Promise<Check[]> => [
  await clockCheck(project),
  await readCheck(project),
];

const readCheck = async (project: WorkspaceProject): Promise<Check> => {
  const name = `workspace ${project.name}`;
  try {
    const { total_count: total } = await workspaceClient(connect(project)).listDesktops({
      limit: 1,
    });
    return ok(name, `${project.workspaceEndpoint} lets us in; the project has ${total} desktops`);
  } catch (error) {
    if (!isWorkspaceError(error)) throw error;
    return fail(name, error.message, treatmentTable()(error).advice);
  }
};

/** A signature is refused when it is 15 minutes old; halfway there is the time to act. */
const clockCheck = async ({ name: project, ...api }: WorkspaceProject): Promise<Check> => {
  const name = `clock ${project}`;
  const fix = 'Set the clock of this machine by NTP';
  try {
    const before = Date.now();
    const { headers } = await fetch(api.workspaceEndpoint, {
      method: 'HEAD',
      signal: AbortSignal.timeout(api.requestTimeoutMs),
    });
    const date = headers.get('date');
    if (date === null) return warn(name, 'the API does not say what time it is', fix);
    // Date has whole seconds, so a difference of one means nothing.
    const off = Math.round(((before + Date.now()) / 2 - Date.parse(date)) / 1000);
    const message = `${Math.abs(off)} s ${off < 0 ? 'behind' : 'ahead of'} the API`;
    if (Math.abs(off) >= 450) return fail(name, message, fix);
    return Math.abs(off) >= 30 ? warn(name, message, fix) : ok(name, 'agrees with the API');
  } catch (error) {
    const where = 'Check the endpoint, the network and the proxy';
    return fail(name, `${api.workspaceEndpoint} does not answer: ${reason(error)}`, where);
  }
};
