/** What a simulated API says of itself when it listens. */
export interface Listening {
  listening: string;
  projectId: string;
  accessKey: string;
  secretKey: string;
}

/** The environment that points our processes at a simulated API. */
export const connectionTo = ({ listening, projectId, accessKey, secretKey }: Listening) => ({
  WORKSPACE_ENDPOINT: listening,
  IAM_ENDPOINT: listening,
  HUAWEICLOUD_SDK_PROJECT_ID: projectId,
  HUAWEICLOUD_SDK_AK: accessKey,
  HUAWEICLOUD_SDK_SK: secretKey,
});

/** An environment, to be pasted into a shell. */
export const asExports = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`)
    .join('\n');
