import { expect, test } from 'vitest';
import { readsForWaiting } from '../../../bench/estate/waiting.ts';

const call = (operation: string, ids: string[], status = 200) => ({
  operation,
  method: operation.includes('Delete') ? 'POST' : 'GET',
  desktop_ids: ids,
  status,
});

test('reads for waiting are all looks at jobs, and at desktops whose delete was accepted', () => {
  const calls = [
    call('ListDesktopsDetail', ['a', 'b']),
    call('ShowRemoteAssistance', ['a']),
    call('BatchDeleteDesktops', ['a', 'b'], 409),
    call('ListDesktopsDetail', ['a', 'b']),
    call('BatchDeleteDesktops', ['a'], 202),
    call('ListDesktopsDetail', ['b']),
  ];
  expect(readsForWaiting(calls)).toBe(0);
  const after = [call('ShowJob', ['a']), call('ListDesktopsDetail', ['a', 'b'])];
  expect(readsForWaiting([...calls, ...after])).toBe(2);
});
