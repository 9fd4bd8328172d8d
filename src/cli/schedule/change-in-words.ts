import { printable } from '../../domain/words.ts';
import { listed } from '../../policies/calendar-in-words.ts';
import { style } from '../output.ts';
import { lostIn } from './difference.ts';
import type { ScheduleChange } from './schedule-changes.ts';

/** What becomes of the schedule of a policy, and field by field why. */
export const changeInWords = (change: ScheduleChange): string => {
  const line = `${change.is.padEnd(9)}  ${change.policy}`;
  switch (change.is) {
    case 'create':
      return `${line}: mode ${change.file.policy.mode}`;
    case 'update':
      return [line, ...fieldsInWords(change).map((words) => `           ${words}`)].join('\n');
    default:
      return line;
  }
};

type Update = Extract<ScheduleChange, { is: 'update' }>;

const fieldsInWords = ({ file, fields }: Pick<Update, 'file' | 'fields'>): string[] => {
  const lost = file.policy.mode === 'auto' ? lostIn(fields) : [];
  return [
    ...fields.map(({ field, from, to }) =>
      printable(`  ${field}: ${from || 'none'} → ${to || 'none'}`),
    ),
    ...(lost.length === 0
      ? []
      : [style('red', `! It deletes BY ITSELF, and MORE: it goes by ${listed(lost)} no longer.`)]),
  ];
};
