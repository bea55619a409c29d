/** Settings of resources that something fills in before they are applied: neither exposed nor safe, whatever notation people chose. */
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, places } from '../support/scenario.js';

function rule(mode: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: partner\nspec:\n  host: api.partner.example\n  trafficPolicy:\n    tls:\n      mode: ${mode}\n`;
}

async function judged(mode: string): Promise<readonly string[]> {
  const helm = (await testHelms()).find(({ version }) => version.startsWith('3.'));
  const files = { 'k8s/partner.yaml': rule(mode) };
  const report = await analyse(
    { 'istiod.yaml': application('1.20.6'), ...files },
    { 'istiod.yaml': application('1.21.6'), ...files },
    { helm: helm?.path ?? '' },
  );
  return report.findings
    .filter(({ rule: id }) => id === 'auto-sni')
    .flatMap(finding => places([finding]).map(place => `${finding.exposure} ${place}`))
    .filter(place => place.includes('partner.yaml'));
}

describe('a setting that is filled in elsewhere', () => {
  it.each([
    ['envsubst', '${TLS_MODE}'],
    ['envsubst without braces', '$TLS_MODE'],
    ['a default that somebody may replace', '${TLS_MODE:-DISABLE}'],
    ['variables of Azure Pipelines and Kustomize', '$(tls.mode)'],
    ['sed', '__TLS_MODE__'],
    ['sed, as autoconf writes it', '"@TLS_MODE@"'],
    ['Jinja in a plain file', '"{{ tls_mode }}"'],
    ['tokens in quotes', '"#{TLS_MODE}#"'],
    ['tokens that YAML takes for a comment', '#{TLS_MODE}#'],
    ['tokens of Octopus', '#{TLS_MODE}'],
    ['ytt', '#@ data.values.tls_mode'],
  ])('is asked about: %s', async (_what, mode) => {
    expect(await judged(mode)).toEqual(['possible k8s/partner.yaml:8']);
  });

  it.each([
    ['what is no name', '"$"'],
    ['a format of Envoy', '"%PROTOCOL%"'],
    ['a dollar sign that Flux leaves', '$${TLS_MODE}'],
  ])('is what it says: %s', async (_what, mode) => {
    expect(await judged(mode)).toEqual([]);
  });
});
