import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exists } from '../../src/simulator/desktop.ts';
import { desktopsOf } from '../../src/simulator/estate.ts';
import { acceptDelete, checkDeletable } from '../../src/simulator/life-cycle.ts';
import { World } from '../../src/simulator/world.ts';

const ids = ['d-0', 'd-1', 'd-2', 'd-3'];

/** Who has which desktop at the start, and which deletes come in, in order. */
const histories = fc.record({
  owners: fc.array(fc.constantFrom('u-a', 'u-b', null), {
    minLength: ids.length,
    maxLength: ids.length,
  }),
  goneAs: fc.constantFrom('404' as const, 'DELETED' as const, 'empty' as const),
  deleteFailsTimes: fc.nat(2),
  instant: fc.boolean(),
  deletes: fc.array(fc.record({ id: fc.constantFrom(...ids), deleteUsers: fc.boolean() }), {
    maxLength: 12,
  }),
});

test('whatever is deleted in whatever order: each delete counts once, and no user goes before its last desktop', () => {
  fc.assert(
    fc.property(histories, ({ owners, goneAs, deleteFailsTimes, instant, deletes }) => {
      const deletingMs = instant ? 0 : 3_600_000;
      const sim = { goneAs, deleteFailsTimes, deletingMs, userGoneMs: 0, emptyMs: 0 };
      const desktops = ids.map((desktop_id, index) => {
        const user_id = owners[index] ?? null;
        return { desktop_id, attach_user_infos: user_id === null ? [] : [{ user_id }], sim };
      });
      const given = { desktops, users: [], credentials: {} };
      const world = new World({ seed: 1, count: 0, speed: 1, limits: false, given });
      const { estate, audit, clock } = world;
      const accepted = new Map<string, number>();
      let repeated = 0;

      for (const { id, deleteUsers } of deletes) {
        const desktop = estate.desktops.get(id);
        if (desktop === undefined || !exists(desktop)) continue;
        if (desktop.phase !== 'present') repeated += 1;
        checkDeletable(desktop);
        const usersBefore = [...estate.users.keys()];
        acceptDelete(world, desktop, deleteUsers);
        accepted.set(id, (accepted.get(id) ?? 0) + 1);

        const removed = usersBefore.filter((user) => !estate.users.has(user));
        if (!deleteUsers) expect(removed).toEqual([]);
        for (const user of removed) expect(desktopsOf(estate, user)).toEqual([]);
      }

      const report = audit.report();
      const twice = report.violations.filter(({ kind }) => kind === 'deleted_twice');
      expect(twice).toHaveLength(repeated);
      for (const id of ids) {
        const times = accepted.get(id) ?? 0;
        expect(report.desktops[id]?.deletes_accepted ?? 0).toBe(times);
        const phase = estate.desktops.get(id)?.phase;
        if (times === 0) expect(phase).toBe('present');
        else if (!instant) expect(phase).toBe('deleting');
        else expect(phase === 'present').toBe(times <= deleteFailsTimes);
      }
      clock.cancelAll();
    }),
    { numRuns: 300 },
  );
});
