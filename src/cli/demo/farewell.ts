import { style } from '../output.ts';
import { offboardDesktopId } from '../../client.ts';
import type { Ending } from './show.ts';
import type { Stage } from './stage.ts';

/** What to try after the demo. */
export const tryNext = (uiAddress: string | undefined): string => {
  const ui =
    uiAddress === undefined
      ? []
      : [`Temporal's Web UI was at ${uiAddress}; it ends with the demo.`];
  return [
    ...ui,
    '',
    'Try next:',
    ...commands([
      ['npm run demo -- --keep', 'the same, and the Web UI stays open'],
      [
        'npm run -s offboard -- explain WKS.00010032',
        'what an error code means, and what is done about it',
      ],
      ['npm run -s offboard -- doctor', 'whether your own project could be offboarded from here'],
    ]),
  ].join('\n');
};

/** How to look around while everything keeps running. */
export const lookAround = (
  { temporal, client, namespace, simulator, settingsFile }: Stage,
  { fates, leaver, cleanUp }: Ending,
): string => {
  const blocked = fates.find(({ outcome }) => outcome === 'blocked')?.actor.desktopId;
  const { uiAddress, address } = temporal;
  const runs = `${uiAddress}/namespaces/${namespace}/workflows`;
  const ui =
    uiAddress === undefined
      ? ([[`(your server's)`, 'the Web UI']] as const)
      : ([
          [runs, 'every run, in the Web UI'],
          [
            `${runs}?query=${encodeURIComponent('OffboardingNeedsAction=true')}`,
            'those that wait for you',
          ],
        ] as const);
  return [
    'Everything is still running. Look at:',
    ...commands([...ui, [`${simulator.listening}/_sim/state`, 'the simulated cloud']]),
    '',
    'Or from another terminal:',
    `  export TEMPORAL_ADDRESS=${address} TEMPORAL_NAMESPACE=${client.options.namespace} OFFBOARDING_CONFIG=${settingsFile}`,
    ...commands([
      ['npm run -s offboard -- list', ''],
      ...[leaver, cleanUp].map(
        ({ workflowId }) => [`npm run -s offboard -- report ${workflowId}`, ''] as const,
      ),
      [`npm run -s offboard -- schedule show ${cleanUp.lab.policy}`, ''],
      ...(blocked === undefined
        ? []
        : [
            [
              `npm run -s offboard -- resolve ${offboardDesktopId(blocked)} --action skip --reason "to try it"`,
              '',
            ] as const,
          ]),
    ]),
    '',
    style('bold', 'Ctrl-C ends all of it and leaves nothing behind.', process.stderr),
  ].join('\n');
};

const commands = (pairs: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...pairs.map(([what]) => what.length));
  return pairs.map(([what, why]) =>
    `  ${what.padEnd(width)}  ${style('dim', why, process.stderr)}`.trimEnd(),
  );
};
