import type { ErrorCodeRow } from './row.ts';

const pages = 'https://support.huaweicloud.com/intl/en-us/api-workspace/ErrorCode.html';
const terraform = 'terraform-provider-huaweicloud@a0345b8, huaweicloud/services/workspace';

const users = ['ListUserDetail', 'DeleteUser', 'ChangeUserStatus'] as const;

/** WKS.*: the codes of the Workspace service itself. */
export const workspaceRows: readonly ErrorCodeRow[] = [
  {
    code: 'WKS.0001',
    status: 400,
    meaning: 'the service found the request empty',
    class: 'stop',
    advice:
      'Look for a proxy that strips bodies or headers. If there is none, report this as a fault of this software.',
    source: pages,
  },
  {
    code: 'WKS.00000003',
    status: 500,
    meaning: 'the job that opens the Workspace service lost its data',
    class: 'stop',
    advice: 'The service is not open in this project. Have it cancelled and subscribed again.',
    source: pages,
  },
  {
    code: 'WKS.00010032',
    status: 409,
    meaning: 'the desktop is in another operation, and its state forbids this one',
    class: 'busy',
    advice:
      'See in the console what the desktop is doing. Wait for it to end or cancel it, then resolve with retry.',
    source: `${terraform}/resource_huaweicloud_workspace_desktop_pool.go`,
  },
  {
    code: 'WKS.0407',
    status: 400,
    meaning: 'disks are being added to the desktop',
    class: 'busy',
    advice:
      'Wait until the disks are added. After two hours, look in the console for a disk job that hangs.',
    source: `${terraform}/resource_huaweicloud_workspace_desktop.go`,
    delaySeconds: 300,
    budget: 24,
  },
  {
    code: 'WKS.00010099',
    status: 403,
    meaning: 'the Workspace service is disabled for this project',
    class: 'stop',
    advice:
      'Check the project id in the settings, and in the console whether Workspace is open in this project. If it was closed, its desktops went with it.',
    source: `${terraform}/resource_huaweicloud_workspace_ou.go`,
  },
  {
    code: 'WKS.00170312',
    status: 400,
    operations: users,
    meaning: 'the user does not exist',
    class: 'gone',
    advice: 'Nothing to do. The API also says this when the tenant is gone.',
    source: `${terraform}/resource_huaweicloud_workspace_user.go`,
  },
  {
    code: 'WKS.00170312',
    status: 400,
    meaning: 'the user does not exist, or Workspace has no tenant in this project',
    class: 'stop',
    advice:
      'Check the project id in the settings, and in the console whether Workspace is open in this project.',
    source: `${terraform}/resource_huaweicloud_workspace_user.go`,
  },
  {
    code: 'WKS.00170117',
    status: 400,
    meaning: 'Workspace has no tenant in this project',
    class: 'stop',
    advice:
      'Check the project id in the settings, and in the console whether Workspace is open in this project.',
    source: `${terraform}/resource_huaweicloud_workspace_user_group.go`,
  },
  {
    code: 'WKS.00010109',
    status: 200,
    meaning: 'a desktop name is missing',
    class: 'stop',
    advice: 'Give the desktop a name in the console, then resolve with retry.',
    source: pages,
  },
  {
    code: 'WKS.00010110',
    status: 200,
    meaning: 'the desktop has no valid IP address',
    class: 'retry',
    advice: 'Check DHCP and the subnet of the desktop, then resolve with retry.',
    source: pages,
    delaySeconds: 60,
    capSeconds: 300,
    budget: 3,
  },
  {
    code: 'WKS.00010306',
    status: 200,
    meaning: 'self-service backup needs another kind of platform under the desktop',
    class: 'stop',
    advice: 'Switch self-service backup off for this desktop, then resolve with retry.',
    source: pages,
  },
  {
    code: 'WKS.00010315',
    status: 200,
    meaning: 'the desktop does not support self-service backup',
    class: 'stop',
    advice: 'Switch self-service backup off for this desktop, then resolve with retry.',
    source: pages,
  },
  {
    code: 'WKS.00010321',
    status: 200,
    meaning: 'the service could not store the backup flag of the desktop',
    class: 'retry',
    advice: 'A fault inside the service. If it stays, open a ticket with the request id.',
    source: pages,
    delaySeconds: 60,
    capSeconds: 300,
    budget: 3,
  },
];
