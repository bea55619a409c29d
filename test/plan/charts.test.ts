/** What the way back says of Istio's definitions and of Helm, against the published charts. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { list } from 'tar';
import { isTemplated } from '../../src/plan/rollback/crds.js';
import { unkeptDefinitions } from '../../src/plan/rollback/deleted.js';
import { describe, expect, it } from '../support/jest.js';
import { facts } from '../support/plans.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const archive = (chart: string, version: string): string =>
  path.join(charts ?? '', version, `${chart}-${version}.tgz`);
/** Both sides of the border, and both ends of what is known. */
const VERSIONS = ['1.16.0', '1.22.8', '1.23.0', '1.23.6', '1.24.0', '1.26.8', '1.30.3'];

/** Files of a packed chart, by their path within it. */
async function filesOf(file: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  await list({
    file,
    onReadEntry: entry => {
      const chunks: Buffer[] = [];
      entry.on('data', chunk => chunks.push(Buffer.from(chunk)));
      entry.on('end', () =>
        files.set(entry.path.replace(/^[^/]+\//, ''), Buffer.concat(chunks).toString('utf8')),
      );
    },
  });
  return files;
}

/** By their text: what is asked of them stands at the start of each. */
function definitionsIn(text = ''): readonly { readonly name: string; readonly kept: boolean }[] {
  return text.split(/^---$/m).flatMap(definition => {
    const name = /^ {2}name: (\S+)$/m.exec(definition)?.[1];
    return name === undefined
      ? []
      : [{ name, kept: /^ {4}"?helm\.sh\/resource-policy"?: keep$/m.test(definition) }];
  });
}

(charts ? describe : describe.skip)('plan/rollback, against the charts', () => {
  it.each(VERSIONS)('%s has its definitions where the plan says', async version => {
    const files = await filesOf(archive('base', version));
    const [home, other] = isTemplated(version) ? ['files', 'crds'] : ['crds', 'files'];
    expect([...files.keys()].some(file => file.startsWith(`${other}/crd`))).toBe(false);
    expect(definitionsIn(files.get(`${home}/crd-all.gen.yaml`)).length).toBeGreaterThan(10);
    expect(files.get('templates/crds.yaml')?.includes('files/crd-all.gen.yaml') ?? false).toBe(
      isTemplated(version),
    );
  });

  it('knows which definitions of each chart nothing keeps', async () => {
    for (const version of facts.releases.filter(isTemplated)) {
      const files = await filesOf(archive('base', version));
      const unkept = definitionsIn(files.get('files/crd-all.gen.yaml')).filter(({ kept }) => !kept);
      expect([version, unkept.map(({ name }) => name)]).toEqual([version, unkeptDefinitions(version)]);
    }
  });

  it('knows which charts each release has', () => {
    for (const version of facts.releases)
      for (const chart of ['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'ambient'])
        if (facts.defaultAt('chart', 'wrapper', chart, version) === undefined)
          expect([chart, version, existsSync(archive(chart, version))]).toEqual([chart, version, false]);
    expect(existsSync(archive('ztunnel', '1.18.0'))).toBe(true);
  });
});
