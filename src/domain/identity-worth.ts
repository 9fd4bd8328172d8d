/**
 * What an identity in Temporal's history is worth. It is whatever the sender's client says of itself;
 * `authenticated` tells whether this process had to prove who it is in order to connect.
 */
export const identityWorth = (authenticated: boolean): string =>
  authenticated
    ? 'An identity is what the sender’s client said of itself; Temporal checked that it may connect, not that the name is true.'
    : 'This Temporal cluster let us in without an API key or a client certificate: an identity is what the sender’s client said of itself, and anybody who reaches the cluster can act under any name.';
