/** A listing that shows fewer entries than it says there are: nothing can be told from its silence. */
export class IncompleteListing extends Error {
  override readonly name = 'IncompleteListing';

  constructor(shown: number, announced: number) {
    super(`The API lists ${shown} of ${announced} entries that it says there are.`);
  }
}
