/** An upgrade of one environment judges the resources of that environment; where the tree does not tell whose one is, it says so. */

import { renderMarkdown } from '../../src/report/markdown.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, destinationRule, type Files, findings, places } from '../support/scenario.js';

function fleet(dev: string, prod: string, more: Files = {}): Files {
  return {
    'clusters/dev/istiod.yaml': application(dev),
    'clusters/prod/istiod.yaml': application(prod),
    'clusters/dev/rule.yaml': destinationRule('mode: SIMPLE', 'dev.example.com', 'dev'),
    'clusters/prod/rule.yaml': destinationRule('mode: SIMPLE', 'prod.example.com', 'prod'),
    ...more,
  };
}

describe('scenarios: whose resources', () => {
  it('judges one environment by its own', async () => {
    const report = await analyse(fleet('1.20.6', '1.20.6'), fleet('1.22.2', '1.20.6'));
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['clusters/dev/rule.yaml:9']);
    expect(report.scope.shared).toBeUndefined();
  });

  it('leaves out what is only kept', async () => {
    const rule = destinationRule('mode: SIMPLE', 'x.example.com', 'kept');
    const kept = { 'docs/old/rule.yaml': rule, 'archive/rule.yaml': rule, 'apps/testdata/rule.yaml': rule };
    const report = await analyse(
      { 'istio/istiod.yaml': application('1.20.6'), ...kept },
      { 'istio/istiod.yaml': application('1.22.2'), ...kept },
    );
    expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
  });

  it('judges each with what could be anybody’s, and says so', async () => {
    const shared = { 'config/rule.yaml': destinationRule('mode: SIMPLE', 'x.example.com', 'shared') };
    const report = await analyse(fleet('1.20.6', '1.20.6', shared), fleet('1.22.2', '1.20.6', shared));
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual([
      'clusters/dev/rule.yaml:9',
      'config/rule.yaml:9',
    ]);
    expect(report.scope.shared).toBe(1);
    expect(renderMarkdown(report, {})).toMatch(/1 of them could be any environment.s/);
  });

  it('goes by the overlay that deploys a base', async () => {
    const overlays: Files = {
      'base/rule.yaml': destinationRule('mode: SIMPLE', 'x.example.com', 'base'),
      'base/kustomization.yaml': 'resources: [rule.yaml]\n',
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
    };
    const report = await analyse(fleet('1.20.6', '1.20.6', overlays), fleet('1.22.2', '1.20.6', overlays));
    expect(places(findings(report, 'auto-sni', 'exposed'))).toEqual(['clusters/dev/rule.yaml:9']);
    const other = await analyse(fleet('1.20.6', '1.20.6', overlays), fleet('1.20.6', '1.22.2', overlays));
    expect(places(findings(other, 'auto-sni', 'exposed')).toSorted()).toEqual([
      'base/rule.yaml:9',
      'clusters/prod/rule.yaml:9',
    ]);
  });
});
