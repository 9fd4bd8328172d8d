/** What settings refer to outside themselves. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  /** Where relative paths start: the directory of the settings file. */
  directory: string;
}
