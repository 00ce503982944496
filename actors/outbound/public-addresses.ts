/** Resolves names to addresses of the open internet, and to nothing nearer. */
import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { terminal } from '../../runtime/errors.ts';

export interface Address {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<Address[]>;

/** Whether an address is this machine, its network, or not meant to be routed at all. */
export function isPrivate(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  return PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * A `lookup` for sockets: the connection is made to the very addresses that were judged, so a name
 * that answers differently the second time gains nothing. One private address among several
 * refuses the name: whoever answers for it is not to be trusted with the others.
 */
export function publicLookup(
  resolve: Resolve = resolveAll,
  refuses: (address: string) => boolean = isPrivate,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const fitting = found.filter(({ family }) => !options.family || options.family === family);
        const first = fitting[0];
        if (found.some(({ address }) => refuses(address))) callback(refused(hostname), '', 0);
        else if (first === undefined) callback(unknown(hostname), '', 0);
        else if (options.all) callback(null, fitting);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

/** Whether a host name says of itself that it is this machine. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** A `lookup` for what claims to be this machine: it leads nowhere else. */
export function loopbackLookup(resolve: Resolve = resolveAll): LookupFunction {
  return publicLookup(resolve, (address) => !isLoopback(address));
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith('127.') : address === '::1';
}

const resolveAll: Resolve = (hostname) => systemLookup(hostname, { all: true });

function refused(hostname: string): NodeJS.ErrnoException {
  return terminal(
    'EGRESS_REFUSED',
    `Refused to connect to ${hostname}: its name leads to a private address, or to another machine.`,
  );
}

function unknown(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' });
}

/** By IANA's registries of special-purpose addresses; IPv4 in IPv6 clothes is judged as IPv4. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // Unspecified, loopback and the old embedding of IPv4.
  ['::', 96],
  // Translated and tunnelled IPv4: what they lead to cannot be judged from here.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['100::', 64],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');
