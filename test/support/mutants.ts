/** Our own code with one safeguard taken out: what the chaos tests must catch. */
export const mutants = {
  'no read': {
    file: '/src/activities/delete-desktop.ts',
    code: "if (reading.is !== 'present') return",
    without: "if (reading.is === 'gone') return",
  },
  'no wait': {
    file: '/src/activities/delete-desktop.ts',
    code: 'Date.now() < earlier.until',
    without: 'false',
  },
  'no lease': {
    file: '/src/activities/send-on-record.ts',
    code: 'attempt.changing(lastCheck)',
    without: 'attempt.changing(() => {})',
  },
} as const;
