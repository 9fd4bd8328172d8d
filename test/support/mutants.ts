/** Our own code with one safeguard taken out: what the chaos tests must catch. */
export const mutants = {
  'no read': {
    file: '/src/activities/delete-desktop.ts',
    code: "if (reading.is !== 'present') return",
    without: "if (reading.is === 'gone') return",
  },
  'no wait': {
    file: '/src/evidence/unsettled.ts',
    code: 'latest === undefined || now >= latest.until',
    without: 'true',
  },
  'no lease': {
    file: '/src/activities/send-on-record.ts',
    code: 'attempt.changing(permit.lastCheck)',
    without: 'attempt.changing(() => {})',
  },
} as const;
