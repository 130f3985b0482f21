// An address as a person gives it: whether it is one that pictures are fetched from at all.
import { isIP } from 'node:net';
import { HttpProblem } from '../http-problem.js';
import type { AddressGuard } from './address-guard.js';

/** Below this, only the web's own ports: what listens there otherwise is no web server. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = new Set([80, 443]);
/** The longest name of a host (RFC 1035, 2.3.4), characters. */
const MAX_NAME_LENGTH = 253;

export const refuse = (detail: string): HttpProblem => new HttpProblem(422, detail);

/** What is said of every address inside, and of names that there are none of: nothing about which of the two it is. */
export const refusePrivate = (host: string): HttpProblem =>
  refuse(`Pictures are fetched only from the public internet, and ${host} is not on it: check the address.`);

/** The URL's host as a name or an IP address, without the brackets of version 6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

function parse(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch {
    throw refuse('This is not an address: write it in full, such as https://example.com/seven.png.');
  }
}

/**
 * Reads an address, also one that a redirect gives relative to `base`. A number written otherwise (decimal, hexadecimal,
 * octal) is an IP address here as it is in browsers, and is judged as one; a name is judged when it is resolved.
 * @throws HttpProblem 422 that says what is wrong with it.
 */
export function checkUrl(text: string, isAllowed: AddressGuard, base?: URL): URL {
  const url = parse(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`Pictures are fetched from addresses with http: or https:, not ${url.protocol.slice(0, 20)}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(
      'The address has a user name or a password in it: pictures are fetched only from where none is needed.',
    );
  }
  const port = url.port === '' ? 80 : Number(url.port);
  if (port < FIRST_FREE_PORT && !WEB_PORTS.has(port)) {
    throw refuse(`Pictures are not fetched from port ${port}: only from 80, 443 and those above 1023.`);
  }
  const host = hostOf(url);
  if (host.length > MAX_NAME_LENGTH) throw refuse('This is not an address: no host has a name as long as this one.');
  if (isIP(host) !== 0 && !isAllowed(host)) throw refusePrivate(host);
  return url;
}
