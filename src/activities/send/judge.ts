import type { DesktopFacts } from '../../domain/desktop-facts.ts';
import type { Verdict } from '../../domain/guard.ts';
import { guard } from '../../domain/guard.ts';
import type { DesktopOrder } from '../../domain/order.ts';
import type { Dependencies } from '../dependencies.ts';

/** The guard's word on a desktop that was just read, by the order and the policy of this worker. */
export const judge = (
  { policy }: Dependencies,
  {
    expectedOwner,
    deleteUsers,
    planned,
  }: Pick<DesktopOrder, 'expectedOwner' | 'deleteUsers' | 'planned'>,
  facts: DesktopFacts,
): Verdict => guard(facts, expectedOwner, policy, { deleteUsers, planned });
