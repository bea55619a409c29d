/** Charts that Nix fetches in sets whose parts are names. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const CHARTS = `{\n  cilium = {\n    version = "1.17.4";\n  };\n  istio = {\n    repo = "${REPO}";\n    version = "1.22.2";\n  };\n}\n`;
/** A module with names of its own, and what fetches a chart. */
const module = (names: string, body: string): string =>
  `{ config, lib, ... }:\nlet\n${names}in {\n  applications.istio = {\n    helm.releases = {\n${body}    };\n  };\n}\n`;
const FETCH = (parts: string): string =>
  `lib.helm.downloadHelmChart {\n        ${parts}\n        chartHash = "";\n      }`;

describe('detect: charts that Nix fetches', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'a function that others call, with names of a file',
      {
        'charts.nix': CHARTS,
        'modules/istio.nix': module(
          `  inherit ((import ../charts.nix).istio) repo version;\n  istio = chart: ${FETCH('inherit repo chart version;')};\n`,
          '      istio-base.chart = istio "base";\n      istiod = {\n        chart = istio "istiod";\n      };\n',
        ),
      },
      ['base 1.22.2 charts.nix:7', 'istiod 1.22.2 charts.nix:7'],
    ],
    [
      'names of a set that is imported',
      {
        'charts.nix': CHARTS,
        'modules/istio.nix': module(
          '  charts = import ../charts.nix;\n',
          `      base.chart = ${FETCH('repo = charts.istio.repo; chart = "base"; version = charts.istio.version;')};\n`,
        ),
      },
      ['base 1.22.2 charts.nix:7'],
    ],
    [
      'a function of a set, with a default',
      {
        'istio.nix': module(
          `  fetch = { chart, version ? "1.22.2" }: ${FETCH(`inherit chart version; repo = "${REPO}";`)};\n`,
          '      base.chart = fetch { chart = "base"; };\n      istiod.chart = fetch { chart = "istiod"; version = "1.22.1"; };\n',
        ),
      },
      ['base 1.22.2 istio.nix:3', 'istiod 1.22.1 istio.nix:11'],
    ],
    [
      'a function of several names, one after the other',
      {
        'istio.nix': module(
          `  latest = "1.22.2";\n  fetch = chart: version: ${FETCH(`inherit chart version; repo = "${REPO}";`)};\n`,
          '      base.chart = fetch "base" latest;\n      istiod.chart = fetch "istiod" "1.22.1";\n',
        ),
      },
      ['base 1.22.2 istio.nix:3', 'istiod 1.22.1 istio.nix:12'],
    ],
    [
      'a list that a function goes through',
      {
        'versions.json': '{\n  "istio": "1.22.2"\n}\n',
        'istio.nix': module(
          '  versions = lib.importJSON ./versions.json;\n',
          `      charts = lib.genAttrs [ "base" "istiod" ] (chart: ${FETCH(`inherit chart; version = versions.istio; repo = "${REPO}";`)});\n`,
        ),
      },
      ['base 1.22.2 versions.json:2', 'istiod 1.22.2 versions.json:2'],
    ],
    [
      'what an argument of the module is otherwise',
      {
        'istio.nix': `{ lib, istioVersion ? "1.22.2", ... }:\n{\n  base.chart = ${FETCH(`chart = "base"; version = istioVersion; repo = "${REPO}";`)};\n}\n`,
      },
      ['base 1.22.2 istio.nix:1'],
    ],
    [
      'a version that nothing in the tree says, which is none',
      {
        'istio.nix': `{ lib, inputs, ... }:\n{\n  base.chart = ${FETCH(`chart = "base";\n        version = inputs.istio.version; repo = "${REPO}";`)};\n}\n`,
      },
      ['base null istio.nix:5'],
    ],
  ])('takes %s', async (_, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });

  it('leaves out what an option turns on that is off by itself, until a file does', async () => {
    const ingress = `{ config, lib, ... }:\n{\n  options.edge.ingress.enable = lib.mkEnableOption "the gateway";\n  config.applications = lib.mkIf config.edge.ingress.enable {\n    istio-ingress.chart = ${FETCH(`chart = "gateway"; version = "1.22.2"; repo = "${REPO}";`)};\n  };\n}\n`;
    const home = (rest: string): string => `{ ... }:\n{\n  imports = [ ./ingress.nix ];\n${rest}}\n`;
    expect(await found({ 'ingress.nix': ingress, 'home.nix': home('') })).toEqual([]);
    for (const on of ['edge.ingress.enable = true;', 'edge.ingress = { enable = true; };'])
      expect(await found({ 'ingress.nix': ingress, 'home.nix': home(`  ${on}\n`) })).toEqual([
        'gateway 1.22.2 ingress.nix:6',
      ]);
  });

  const OPTION = 'lib.mkEnableOption "the gateway"';

  it.each<readonly [string, string, string, readonly string[]]>([
    ['nothing', OPTION, '', []],
    ['one that says no', OPTION, '  edge.ingress.enable = false;\n', []],
    [
      'another option of the same holder',
      OPTION,
      '  edge.ingress = { size.enable = true; tls = { enable = true; }; };\n',
      [],
    ],
    [
      'one behind other sets',
      OPTION,
      '  edge.ingress = { tls = { a = 1; }; enable = true; };\n',
      ['gateway 1.22.2 ingress.nix:6'],
    ],
    [
      'one that decides later',
      OPTION,
      '  edge.ingress.enable = config.edge.mesh;\n',
      ['gateway 1.22.2 ingress.nix:6'],
    ],
    ['its own default', `${OPTION} // { default = true; }`, '', ['gateway 1.22.2 ingress.nix:6']],
  ])('knows what turns an option on: %s', async (_, option, home, expected) => {
    const files = {
      'ingress.nix': `{ config, lib, ... }:\n{\n  options.edge.ingress.enable = ${option};\n  config.applications = lib.mkIf config.edge.ingress.enable {\n    istio-ingress.chart = ${FETCH(`chart = "gateway"; version = "1.22.2"; repo = "${REPO}";`)};\n  };\n}\n`,
      'home.nix': `{ config, ... }:\n{\n  imports = [ ./ingress.nix ];\n${home}}\n`,
    };
    expect(await found(files)).toEqual(expected);
    const { problems } = await detect(memoryTree(files));
    expect(problems.filter(({ assumption }) => assumption).map(({ why }) => why)).toEqual(
      expected.length > 0
        ? []
        : [
            'taken not to be deployed: it is only there where `config.edge.ingress.enable` is on, which is off by itself and which no file turns on',
          ],
    );
  });

  it('takes nothing for off where not all files are looked through', async () => {
    const ingress = `{ config, lib, ... }:\n{\n  options.edge.ingress.enable = ${OPTION};\n  config.applications = lib.mkIf config.edge.ingress.enable {\n    istio-ingress.chart = ${FETCH(`chart = "gateway"; version = "1.22.2"; repo = "${REPO}";`)};\n  };\n}\n`;
    const others = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`n/${index}.nix`, '{ }']));
    const home = '{ ... }:\n{\n  edge.ingress.enable = true;\n}\n';
    expect(await found({ 'ingress.nix': ingress, ...others, 'z.nix': home })).toHaveLength(1);
  });
});
