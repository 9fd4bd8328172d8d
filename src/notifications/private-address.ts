/** Nothing was sent, because the receiver's address is not one of the public Internet. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';

  constructor(hostname: string) {
    super(`${hostname} has an address that is not public`);
  }
}
