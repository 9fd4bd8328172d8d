import type { EvidenceDocument } from '../../evidence/document.ts';

/** What was too much for the document, in sentences. */
export const leftOut = ({ result }: EvidenceDocument): string[] => {
  const { verbsLeftOut = 0 } = result;
  const { eventsLeftOut = 0 } = 'events' in result ? result : {};
  return [
    ...(verbsLeftOut === 0 ? [] : [`${verbsLeftOut} more verbs were only in its history.`]),
    ...(eventsLeftOut === 0 ? [] : [`${eventsLeftOut} more events were only in its history.`]),
  ];
};
