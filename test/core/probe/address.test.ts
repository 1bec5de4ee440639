import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hostInUrl,
  isHostName,
  isSameAddress,
  labelAddress,
  parseAddress,
  unaskable,
} from '../../../server/src/core/probe/address.ts';

test('each address is of one network, with the range that says so', () => {
  for (const [address, network, range] of [
    ['100.81.76.55', 'mesh', '100.64.0.0/10'],
    ['100.64.0.0', 'mesh', '100.64.0.0/10'],
    ['100.127.255.255', 'mesh', '100.64.0.0/10'],
    ['100.63.255.255', 'public', undefined],
    ['100.128.0.0', 'public', undefined],
    ['fd7a:115c:a1e0::1', 'mesh', 'fd7a:115c:a1e0::/48'],
    ['fd7a:115c:a1e0:ab12:4843:cd96:6251:4c37', 'mesh', 'fd7a:115c:a1e0::/48'],
    ['fd7a:115c:a1e1::1', 'private', 'fc00::/7'],
    ['192.168.8.20', 'private', '192.168.0.0/16'],
    ['192.169.0.1', 'public', undefined],
    ['10.255.255.255', 'private', '10.0.0.0/8'],
    ['172.16.0.1', 'private', '172.16.0.0/12'],
    ['172.32.0.1', 'public', undefined],
    ['fe80::1', 'private', 'fe80::/10'],
    ['127.0.0.53', 'loopback', '127.0.0.0/8'],
    ['::1', 'loopback', '::1/128'],
    ['0:0:0:0:0:0:0:1', 'loopback', '::1/128'],
    ['::ffff:10.1.2.3', 'private', '10.0.0.0/8'],
    ['::ffff:7f00:1', 'loopback', '127.0.0.0/8'],
    ['2001:db8::1', 'public', undefined],
    ['8.8.8.8', 'public', undefined],
  ] as const) {
    const label = labelAddress(address);
    assert.equal(label?.network, network, address);
    assert.equal(label?.range?.split(',')[0], range, address);
  }
  assert.equal(labelAddress('node-1.lan'), undefined);
});

test('what is no address', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    'g::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3',
    '12345::',
    '0x7f.0.0.1',
    'a'.repeat(10_000),
  ]) {
    assert.equal(parseAddress(text), undefined, text.slice(0, 30));
  }
});

test('what names no machine, or one that is no node, is not asked', () => {
  for (const address of [
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
  ]) {
    assert.ok(unaskable(address), address);
  }
  for (const address of ['127.0.0.1', '10.0.0.1', '100.100.100.100', '::1', '8.8.8.8', 'fd00::1']) {
    assert.equal(unaskable(address), undefined, address);
  }
});

test('names and spellings', () => {
  assert.ok(isHostName('node-1.lan'));
  assert.ok(isHostName('node_1'));
  for (const name of ['', '-a', 'a-', 'a..b', '1.2.3', 'a b', 'a/b', `${'a'.repeat(64)}.b`, 'ä', 'a\n']) {
    assert.ok(!isHostName(name), JSON.stringify(name));
  }
  assert.ok(isSameAddress('::1', '0:0::0:1'));
  assert.ok(isSameAddress('Node', 'node'));
  assert.ok(!isSameAddress('::1', '1'));
  assert.ok(!isSameAddress('10.0.0.1', '10.0.0.2'));
  assert.equal(hostInUrl('fd00::1'), '[fd00::1]');
  assert.equal(hostInUrl('10.0.0.1'), '10.0.0.1');
});
