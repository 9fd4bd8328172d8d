/** Variables that could lead a process of the demo to a real cloud, or to settings of somebody else. */
const ours = /^(OFFBOARDING_|HUAWEICLOUD_|HW_|WORKSPACE_|IAM_)/;

/** The environment without anything that connects to a Workspace API. */
export const withoutConnections = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));

/**
 * The environment for a Temporal server of our own: neither the environment nor the user's profile
 * may add its TLS or its API key, so `noFile` names a profile file that does not exist.
 */
export const withTemporalAt = (
  env: NodeJS.ProcessEnv,
  address: string,
  noFile: string,
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'))),
  TEMPORAL_ADDRESS: address,
  TEMPORAL_CONFIG_FILE: noFile,
});
