import { describe, expect, test } from 'vitest';
import { createAddressGuard } from './address-guard.js';

describe('without exceptions', () => {
  const isAllowed = createAddressGuard([]);

  test.each(['93.184.215.14', '1.1.1.1', '172.32.0.1', '2606:4700::6810:84e5', '2a00:1450:4001:82a::200e'])(
    '%s is public',
    (address) => {
      expect(isAllowed(address)).toBe(true);
    },
  );

  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine, another of its addresses', '127.255.255.254'],
    ['this machine, version 6', '::1'],
    ['private, class A', '10.0.0.1'],
    ['private, class B', '172.16.0.1'],
    ['private, class C', '192.168.1.1'],
    ['link-local', '169.254.0.7'],
    ['metadata of clouds', '169.254.169.254'],
    ['metadata of Azure', '168.63.129.16'],
    ['metadata of Oracle', '192.0.0.192'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['metadata of AWS, version 6', 'fd00:ec2::254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['unspecified, version 6', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast, version 6', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '203.0.113.7'],
    ['link-local, version 6', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['unique-local', 'fc00::1'],
    ['unique-local', 'fdff::1'],
    ['site-local', 'fec0::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['mapped private', '::ffff:10.0.0.1'],
    ['mapped public', '::ffff:1.1.1.1'],
    ['compatible loopback', '::127.0.0.1'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['NAT64 of loopback', '64:ff9b::127.0.0.1'],
    ['NAT64 of a private network', '64:ff9b:1::a00:1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:80ff:fffe'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('%s, %s, is not', (_what, address) => {
    expect(isAllowed(address)).toBe(false);
  });
});

test('exceptions are allowed, and nothing around them', () => {
  const isAllowed = createAddressGuard(['10.1.2.3', '192.168.7.0/24', 'fd12::/16']);
  for (const address of ['10.1.2.3', '192.168.7.200', 'fd12:ffff::1', '1.1.1.1']) {
    expect([address, isAllowed(address)]).toEqual([address, true]);
  }
  for (const address of ['10.1.2.4', '192.168.8.1', 'fd13::1', '127.0.0.1', '::1']) {
    expect([address, isAllowed(address)]).toEqual([address, false]);
  }
});
