/**
 * The signals that parts of ours send to each other: `leaver` by the webhook and the command line to a
 * case, `desktop` by the run of a desktop to its case, `go` by a case to the run of a desktop. They are no
 * verbs: what came of them is told elsewhere than among those.
 */
export const ownSignals = { leaver: 'leaver', desktop: 'desktop', go: 'go' } as const;
