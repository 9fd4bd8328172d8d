/** The kill switch by Temporal's own CLI, for the end of a command's help. */
export const byTemporalCli = (limit: '0' | 'default', reason: string): string => `

The same with the Temporal CLI, if the task queue of the workers is offboarding, as by default; if it
is another, with its name and -writes behind it:
  temporal task-queue config set --task-queue offboarding-writes --task-queue-type activity \\
    --queue-rps-limit ${limit} --queue-rps-limit-reason "${reason}"`;
