/** For help: what a command takes as the name of a run. */
export const workflowIdArgument = [
  '<workflow id>',
  'such as offboard-desktop/<desktop id>; a desktop id alone means its run, and clean-up/<policy> the run of a policy',
] as const;
