import { Audit } from './audit.ts';
import { Clock } from './clock.ts';
import { type Credentials, credentialsOf } from './credentials.ts';
import { buildEstate, type Estate, type EstatePlan } from './estate.ts';
import { Faults } from './faults.ts';
import { Jobs } from './jobs.ts';
import { Limits } from './limits.ts';
import { Requests } from './requests.ts';
import { Tokens } from './tokens.ts';

export interface WorldPlan extends EstatePlan {
  speed: number;
  limits: boolean;
}

/** The whole simulated cloud: what there is, what happens to it, and what was seen. In memory only. */
export class World {
  readonly seed: number;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly limits: Limits | null;
  readonly faults = new Faults();
  readonly audit = new Audit();
  readonly requests = new Requests();
  jobs: Jobs;
  estate: Estate;
  readonly #plan: WorldPlan;

  constructor(plan: WorldPlan) {
    this.#plan = plan;
    this.seed = plan.seed;
    this.credentials = credentialsOf(plan.given);
    this.clock = new Clock(plan.speed);
    this.tokens = new Tokens(this.credentials, plan.seed);
    this.limits = plan.limits ? new Limits(this.clock) : null;
    this.jobs = new Jobs(this.clock, plan.seed);
    this.estate = buildEstate(plan);
  }

  /** Back to the start; tokens stay good, and an account locked by wrong passwords opens. */
  reset(): void {
    this.clock.cancelAll();
    this.faults.clear();
    this.audit.clear();
    this.requests.clear();
    this.limits?.clear();
    this.tokens.unlock();
    this.jobs = new Jobs(this.clock, this.seed);
    this.estate = buildEstate(this.#plan);
  }

  /** The desktops that the users have or had when the estate was loaded. */
  desktopIdsOfUsers(userIds: readonly string[]): string[] {
    if (userIds.length === 0) return [];
    const users = new Set<string | null>(userIds);
    return this.estate.desktops
      .values()
      .filter(
        ({ facts, firstOwners }) =>
          firstOwners.some((id) => users.has(id)) ||
          facts.attach_user_infos.some(
            ({ user_id, type }) => type === 'USER' && users.has(user_id),
          ),
      )
      .map(({ facts }) => facts.desktop_id)
      .toArray();
  }
}
