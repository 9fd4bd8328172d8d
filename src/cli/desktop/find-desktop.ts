import type { WorkspaceProject } from '../../workspace/project.ts';
import type { DesktopDetail } from '../../workspace/client.ts';
import { workspaceClient } from '../../workspace/client.ts';
import { connect } from '../../workspace/connection.ts';
import { isWorkspaceError } from '../../workspace/errors/workspace-error.ts';
import { treatmentTable } from '../../workspace/treatment.ts';
import type { Settings } from '../../settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';

/** @throws CommandError if the settings have no project of this name. */
export const projectNamed = (
  { projects }: Settings,
  name: string | undefined,
): WorkspaceProject => {
  const project = name === undefined ? projects[0] : projects.find((one) => one.name === name);
  if (project !== undefined) return project;
  const known = projects.map((one) => one.name).join(', ');
  throw new CommandError(
    `No project is called ${name}. The settings have ${known}.`,
    exitCode.usage,
  );
};

/** Reads a desktop. @throws CommandError if there is none, or the API refuses to say. */
export const findDesktop = async (
  project: WorkspaceProject,
  desktopId: string,
  { errorCodes }: Settings,
): Promise<DesktopDetail> => {
  try {
    const desktop = await workspaceClient(connect(project)).showDesktopDetail(desktopId);
    if (desktop.status?.toUpperCase() === 'DELETED') throw noSuchDesktop(project, desktopId);
    return desktop;
  } catch (error) {
    if (!isWorkspaceError(error)) throw error;
    const treatment = treatmentTable(errorCodes)(error);
    if (treatment.class === 'gone') throw noSuchDesktop(project, desktopId, error);
    throw new CommandError(
      `${error.message}, at ${project.workspaceEndpoint}. ${treatment.advice}`,
      exitCode.failed,
      { cause: error },
    );
  }
};

const noSuchDesktop = ({ name, projectId }: WorkspaceProject, desktopId: string, cause?: Error) =>
  new CommandError(
    `There is no desktop ${desktopId} in project ${name} (${projectId}): it never existed, or it is already gone.`,
    exitCode.failed,
    { cause },
  );
