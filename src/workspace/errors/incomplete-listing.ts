/** A listing that shows other than so many entries as it announces: nothing can be told from its silence. */
export class IncompleteListing extends Error {
  override readonly name = 'IncompleteListing';

  constructor(shown: number, announced: number) {
    super(`The API shows ${shown} different entries of a list and announces ${announced}.`);
  }
}
