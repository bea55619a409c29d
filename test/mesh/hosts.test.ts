import { HostIndex, hostsOverlap, publicCertificateFor, resolveHost } from '../../src/mesh/hosts.js';
import { describe, expect, it } from '../support/jest.js';

describe('mesh/hosts', () => {
  it.each([
    ['db', 'db.shop.svc.cluster.local'],
    ['db.other', 'db.other'],
    ['db.example.com', 'db.example.com'],
    ['*', '*'],
    ['*.example.com', '*.example.com'],
    ['10.0.0.1', '10.0.0.1'],
    ['::1', '::1'],
    ['', ''],
  ])('resolves %j to %j', (host, full) => {
    expect(resolveHost(host, 'shop', 'cluster.local')).toBe(full);
  });

  it.each([
    ['a.b.c', 'a.b.c', true],
    ['*.b.c', 'a.b.c', true],
    ['*.c', 'a.b.c', true],
    ['*', 'a.b.c', true],
    ['*.b.c', '*.c', true],
    ['*.b.c', 'b.c', false],
    ['*.b.c', 'a.xb.c', false],
    ['a.b.c', 'b.c', false],
    ['*.b.c', '*.d.c', false],
  ])('%s and %s overlap: %s', (one, other, overlap) => {
    expect(hostsOverlap(one, other)).toBe(overlap);
    expect(hostsOverlap(other, one)).toBe(overlap);
    const index = new HostIndex<string>();
    index.add(one, 'found');
    expect(index.matching(other)).toEqual(overlap ? ['found'] : []);
    const reverse = new HostIndex<string>();
    reverse.add(other, 'found');
    expect(reverse.matching(one)).toEqual(overlap ? ['found'] : []);
  });

  it('finds only the wildcards that are wider', () => {
    const index = new HostIndex<string>();
    for (const host of ['*', '*.c', '*.b.c', 'a.b.c']) index.add(host, host);
    expect([...index.covering('a.b.c')]).toEqual(['*.b.c', '*.c', '*']);
    expect([...index.covering('*.b.c')]).toEqual(['*.c', '*']);
    expect([...index.covering('*')]).toEqual([]);
  });

  it('keeps no suffixes of names that are too long for DNS', () => {
    const index = new HostIndex<string>();
    const host = 'a.'.repeat(100_000);
    index.add(host, 'found');
    expect(index.matching(host)).toEqual(['found']);
    expect(index.matching('*')).toEqual([]);
  });

  it.each([
    ['vault', 'never'],
    ['vault.security.svc.cluster.local', 'never'],
    ['vault.security.svc', 'never'],
    ['nas.lan', 'never'],
    ['x.corp', 'never'],
    ['x.internal', 'never'],
    ['x.home.arpa', 'never'],
    ['x.test', 'never'],
    ['*.x.local', 'never'],
    ['10.1.2.3', 'never'],
    ['172.20.0.1', 'never'],
    ['192.168.0.1', 'never'],
    ['100.64.0.1', 'never'],
    ['fd00::1', 'never'],
    ['spiffe://cluster.local/ns/a/sa/b', 'never'],
    ['8.8.8.8', 'can'],
    ['172.32.0.1', 'can'],
    ['2001:4860:4860::8888', 'can'],
    ['api.stripe.com', 'can'],
    ['API.Internal.Example.COM.', 'can'],
    ['arpa.home.example.org', 'can'],
    ['api.payments.example', 'unknown'],
    ['*', 'unknown'],
    ['', 'unknown'],
  ])('a public certificate for %j: %s', (name, verdict) => {
    expect(publicCertificateFor(name)).toBe(verdict);
  });
});
