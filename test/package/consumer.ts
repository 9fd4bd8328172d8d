/** A project of another team, whose workflow has desktops retired by ours. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const retire = (field = 'expectedOwner') => `
import { startChild } from '@temporalio/workflow';
import type { OffboardDesktop } from 'workspace-offboarding/workflows';
import { offboardDesktopId, workflowTypes } from 'workspace-offboarding/workflows';

export async function retire(desktopId: string, owner: string, taskQueue: string) {
  const child = await startChild<OffboardDesktop>(workflowTypes.offboardDesktop, {
    taskQueue,
    workflowId: offboardDesktopId(desktopId),
    args: [{ desktopId, ${field}: owner }],
  });
  const { outcome } = await child.result();
  return outcome;
}
`;

const tsconfig = {
  compilerOptions: {
    target: 'ES2024',
    module: 'NodeNext',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts'],
};

/** Writes files beside the consumer's `node_modules`. */
export async function writeProject(project: string, files: Record<string, string>): Promise<void> {
  const all = { 'tsconfig.json': JSON.stringify(tsconfig), ...files };
  await Promise.all(
    Object.entries(all).map(([name, text]) => writeFile(join(project, name), text)),
  );
}
