import {
  allowedSource,
  ISTIO_HOMES,
  isLoopback,
  remoteSource,
  withStandIns,
} from '../../src/charts/sources.js';
import { describe, expect, it } from '../support/jest.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

describe('charts/sources', () => {
  it("asks Istio's lasting places after one of its own, and nobody after a stranger's", () => {
    const urls = (url: string) => {
      const source = remoteSource(url);
      return source ? withStandIns(source).map(place => place.url) : [];
    };
    expect(urls(REPOSITORY)).toEqual([REPOSITORY, ...ISTIO_HOMES]);
    expect(urls(ISTIO_HOMES[1])).toEqual([ISTIO_HOMES[1], ISTIO_HOMES[0]]);
    expect(urls('https://charts.example.com/istio')).toEqual(['https://charts.example.com/istio']);
  });

  it.each([
    [REPOSITORY, REPOSITORY],
    [`${REPOSITORY}/`, REPOSITORY],
    ['HTTPS://Istio-Release.storage.googleapis.com/charts//', REPOSITORY],
    ['oci://registry.istio.io/release/charts', 'oci://registry.istio.io/release/charts'],
    ['oci://GCR.io/istio-release/charts/', 'oci://gcr.io/istio-release/charts'],
  ])("allows Istio's own: %s", (declared, url) => {
    expect(allowedSource(declared, [])?.url).toBe(url);
  });

  it.each([
    'https://istio-release.storage.googleapis.com',
    'https://istio-release.storage.googleapis.com/charts/../other',
    'https://istio-release.storage.googleapis.com/charts/%2e%2e/other',
    'https://istio-release.storage.googleapis.com/charts?x=1',
    'https://istio-release.storage.googleapis.com/charts#x',
    'https://istio-release.storage.googleapis.com:8443/charts',
    'https://user@istio-release.storage.googleapis.com/charts',
    'https://istio-release.storage.googleapis.com@evil.example/charts',
    'https://istio-release.storage.googleapis.com.evil.example/charts',
    'https://evil.example/https://istio-release.storage.googleapis.com/charts',
    'http://istio-release.storage.googleapis.com/charts',
    'https:\\\\istio-release.storage.googleapis.com\\charts',
    'oci://registry.istio.io/release/charts/istiod',
    'oci://registry.istio.io.evil.example/release/charts',
    'file:///etc',
    '@istio',
    '',
    '--post-renderer=evil',
  ])('does not allow %s', declared => {
    expect(allowedSource(declared, [])).toBeUndefined();
  });

  it('allows what the policy names, exactly', () => {
    const policy = ['https://charts.example.com:8443/istio/'];
    expect(allowedSource('https://charts.example.com:8443/istio', policy)?.kind).toBe('repository');
    expect(allowedSource('https://charts.example.com/istio', policy)).toBeUndefined();
    expect(allowedSource('https://charts.example.com:8443/istio/more', policy)).toBeUndefined();
  });

  it('knows what is on this machine', () => {
    const loopback = (url: string): boolean => {
      const source = remoteSource(url);
      return source !== undefined && isLoopback(source);
    };
    expect(loopback('oci://127.0.0.1:5000/charts')).toBe(true);
    expect(loopback('oci://localhost/charts')).toBe(true);
    expect(loopback('oci://127.0.0.1.evil.example/charts')).toBe(false);
    expect(loopback('oci://localhost.evil.example/charts')).toBe(false);
  });
});
