import * as v from 'valibot';
import { say, text } from './schemas.ts';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Where an API is: https, or plain http on this machine. Becomes an origin without a slash. */
export const endpoint = v.pipe(
  text(2048),
  v.check(
    (address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol),
    say('must be a URL', 'Write, for example, https://workspace.eu-west-101.myhuaweicloud.com'),
  ),
  v.check(
    (address) => {
      const url = URL.parse(address);
      return url?.protocol !== 'http:' || loopback.test(url.hostname);
    },
    say('must begin with https://', 'Plain http is for loopback addresses only'),
  ),
  v.check(
    (address) => {
      const url = URL.parse(address);
      return (
        !url || (url.pathname === '/' && url.search + url.hash + url.username + url.password === '')
      );
    },
    say('must be a scheme and a host only', 'Remove the path, the query and the user'),
  ),
  v.transform((address) => new URL(address).origin),
);
