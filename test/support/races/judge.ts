import type { House } from '../house.ts';
import type { Cloud } from './promises.ts';
import { promises } from './promises.ts';
import type { Account } from './race.ts';

export interface Judgement {
  /** What was promised, how often that was put to the test, and how often it was broken. */
  lines: string[];
  /** Which race broke which promise, and how. */
  broken: string[];
}

/** Holds what runs told their operators against what the cloud saw. */
export async function judge(house: House, accounts: readonly Account[]): Promise<Judgement> {
  const cloudOf = await clouds(house);
  const lines: string[] = [];
  const broken: string[] = [];
  for (const [promise, verdictsOn] of Object.entries(promises)) {
    const verdicts = accounts.flatMap((account) =>
      [...verdictsOn(account, cloudOf(account.name))].map((why) => ({ account, why })),
    );
    const failed = verdicts.filter(({ why }) => why !== undefined);
    lines.push(`${promise}: ${verdicts.length} times, broken ${failed.length} times`);
    broken.push(...failed.map(({ account, why }) => `${account.name}: ${promise}: ${why}`));
  }
  return { lines, broken };
}

async function clouds({ simulator }: House): Promise<(name: string) => Cloud> {
  const [{ desktops }, { violations }, requests] = await Promise.all([
    simulator.state(),
    simulator.audit(),
    simulator.requests(),
  ]);
  const requestsOf = Map.groupBy(requests, ({ desktop_ids: [id] }) => id);
  const present = new Set(desktops.filter(isPresent).map(({ desktop_id: id }) => id));
  return (name) => ({
    requests: requestsOf.get(name) ?? [],
    violations: violations.filter(({ desktop_id: id }) => id === name),
    isPresent: present.has(name),
  });
}

/** As it truly is, whatever its record shows. */
const isPresent = ({ sim }: Record<string, unknown>) =>
  (sim as { phase: string } | undefined)?.phase === 'present'; // As /_sim/state has it.
