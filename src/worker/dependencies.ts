import type { Dependencies } from '../activities/index.ts';
import { killSwitch } from '../temporal/kill-switch.ts';
import { digest } from '../evidence/digest.ts';
import { openEvidence } from '../evidence/open-evidence.ts';
import { receiver } from '../notifications/receiver.ts';
import type { Settings } from '../settings/settings.ts';
import { leaverRules } from '../settings/terms-for.ts';
import { writesQueue } from '../workflows/queues.ts';
import type { Temporal } from './temporal.ts';
import { connect } from '../workspace/connection.ts';
import { treatmentTable } from '../workspace/treatment.ts';

/** What the activities need, from the settings. Opens nothing yet. */
export const dependenciesOf = (
  settings: Settings,
  { client: temporal, isAuthenticated }: Pick<Temporal, 'client' | 'isAuthenticated'>,
): Dependencies => {
  const evidence = openEvidence(settings.evidence);
  const treat = treatmentTable(settings.errorCodes);
  const { limits } = settings;
  return {
    workspaces: new Map(
      settings.projects.map((project) => [project.name, connect(project, { limits, treat })]),
    ),
    treat,
    policy: settings.policy,
    policyDigest: digest(settings.policy),
    timing: settings.timing,
    leavers: leaverRules(settings),
    cleanUp: settings.cleanUp,
    callShare: settings.limits.share,
    timeZone: settings.worker.timeZone,
    evidence,
    temporal,
    isAuthenticated,
    killSwitch: killSwitch(temporal, writesQueue(settings.worker.taskQueue)),
    receiver:
      settings.notifications &&
      receiver(settings.notifications, {
        namespace: temporal.options.namespace,
        ledger: evidence.ledger,
      }),
  };
};
