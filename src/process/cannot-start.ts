/** Something about the surroundings must be put right before a process can start. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
