/** Waits for all, also when one of them fails; then that failure is thrown. */
export async function settled(all: Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(all)) {
    if (one.status === 'rejected') throw one.reason;
  }
}
