/** Rules of an organisation's own: read from the base, judged like any other, and refused with file and line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, findings, umbrella } from '../support/scenario.js';

const AUTO_SNI = readFileSync('knowledge/rules/1.21/auto-sni.yaml', 'utf8');
const POLICY = 'rules: ["./preflight-rules/*.yaml"]';
const own = (id: string): string => AUTO_SNI.replace('id: auto-sni', `id: ${id}`);

describe('rules of a policy', () => {
  it('are judged beside those of the knowledge base', async () => {
    const tree = (version: string) => ({
      ...umbrella(version),
      'apps/db.yaml': destinationRule(),
      'preflight-rules/our-sni.yaml': own('our-sni'),
    });
    const report = await analyse(tree('1.20.6'), tree('1.21.0'), { policy: POLICY });
    expect(findings(report, 'our-sni', 'exposed')).toHaveLength(1);
    expect(findings(report, 'auto-sni', 'exposed')).toHaveLength(1);
  });

  it('are those of the base: the head cannot bring its own', async () => {
    const base = { ...umbrella('1.20.6'), 'preflight-rules/our-sni.yaml': own('our-sni') };
    const head = { ...umbrella('1.21.0'), 'apps/db.yaml': destinationRule() };
    const report = await analyse(base, head, { policy: POLICY });
    expect(findings(report, 'our-sni', 'exposed')).toHaveLength(1);
  });

  it.each([
    [
      'a view that there is not',
      own('our-sni').replace('each: tlsOriginations', 'each: nothing'),
      /our-sni\.yaml:\d+: there is no view nothing/,
    ],
    [
      'a field that is not known',
      `${own('our-sni')}\nsecrets: all\n`,
      /our-sni\.yaml:\d+: the rule must NOT have additional properties \(secrets\)/,
    ],
    ['an id that is taken', AUTO_SNI, /our-sni\.yaml:2: the id auto-sni is not the file's name/],
    ['no YAML', 'id: [', /our-sni\.yaml:\d+: /],
  ])('are refused for %s', async (_, text, message) => {
    const tree = { ...umbrella('1.20.6'), 'preflight-rules/our-sni.yaml': text };
    await expect(analyse(tree, tree, { policy: POLICY })).rejects.toThrow(message);
  });

  it.each([
    ['rules: ["../other/*.yaml"]', 'glob of YAML files of this repository'],
    ['rules: ["/etc/*.yaml"]', 'glob of YAML files of this repository'],
    ['rules: ["none/*.yaml"]', 'nothing in memory matches none/*.yaml'],
  ])('have to be in the repository: %s', async (policy, message) => {
    await expect(analyse(umbrella('1.20.6'), umbrella('1.20.6'), { policy })).rejects.toThrow(message);
  });
});
