/** Every operation this project calls, by the API's own operation id, and whether it changes anything. */
export const operationKinds = {
  ListDesktops: 'read',
  ListDesktopsDetail: 'read',
  ShowDesktopDetail: 'read',
  DeleteDesktop: 'write',
  BatchDeleteDesktops: 'write',
  BatchLogoffDesktops: 'write',
  ShowDesktopRemoteAssistanceInfo: 'read',
  CancelRemoteAssistance: 'write',
  DeleteDesktopSubResources: 'write',
  ShowJob: 'read',
  ListItaSubJobs: 'read',
  ListUsers: 'read',
  ListUserDetail: 'read',
  DeleteUser: 'write',
  ChangeUserStatus: 'write',
  ListDesktopUsageMetric: 'read',
  ListLoginRecordsNew: 'read',
  ShowTagByDesktopId: 'read',
  CreateTag: 'write',
  DeleteTag: 'write',
  BatchChangeTags: 'write',
  ShowWorkspaceLock: 'read',
  /** IAM's login. It buys a token and changes nothing that outlives it. */
  KeystoneCreateUserTokenByPassword: 'read',
} as const satisfies Record<string, 'read' | 'write'>;

export type Operation = keyof typeof operationKinds;

export const isWrite = (operation: Operation): boolean => operationKinds[operation] === 'write';
