// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Commands that a program runs for several charts, word by word. */

import { all as found } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'in a loop, by a map of another package',
    {
      'cmd/install/main.go':
        'package main\n\nimport (\n\t"os"\n\t"os/exec"\n\n\t"example.com/tool/internal/charts"\n)\n\nconst repo = "https://istio-release.storage.googleapis.com/charts"\n\nfunc main() {\n\tfor _, c := range []string{"base", "istiod", "cni"} {\n\t\tcmd := exec.Command("helm", "upgrade", "--install", "istio-"+c, c, "--repo", repo,\n\t\t\t"--version", charts.Versions[c], "-n", "istio-system")\n\t\tcmd.Stdout = os.Stdout\n\t\tif err := cmd.Run(); err != nil {\n\t\t\tpanic(err)\n\t\t}\n\t}\n}\n',
      'go.mod': 'module example.com/tool\ngo 1.22\nrequire helm.sh/helm/v3 v3.15.0\n',
      'internal/charts/versions.go':
        'package charts\n\nvar Versions = map[string]string{\n\t"base":   "1.22.4",\n\t"istiod": "1.22.4",\n\t"cni":    "1.22.3",\n}\n\nfunc VersionFor(chart string) string {\n\tif v, ok := Versions[chart]; ok {\n\t\treturn v\n\t}\n\treturn ""\n}\n',
    },
    [
      'base 1.22.4 internal/charts/versions.go:4',
      'cni 1.22.3 internal/charts/versions.go:6',
      'istiod 1.22.4 internal/charts/versions.go:5',
    ],
  ],
  [
    'in a function, by a dictionary',
    {
      'deploy.py':
        'import subprocess\n\nVERSIONS = {\n    "base": "1.22.4",\n    "istiod": "1.22.4",\n    "gateway": "1.22.2",\n}\nREPO = "https://istio-release.storage.googleapis.com/charts"\n\ndef version_of(chart: str) -> str:\n    return VERSIONS[chart]\n\ndef install(chart: str, ns: str = "istio-system"):\n    subprocess.run(\n        ["helm", "upgrade", "--install", f"istio-{chart}", chart, "--repo", REPO, "--version", version_of(chart), "-n", ns],\n        check=True,\n    )\n\ninstall("base")\ninstall("istiod")\ninstall("gateway", "istio-ingress")\n',
    },
    ['base 1.22.4 deploy.py:4', 'gateway 1.22.2 deploy.py:6', 'istiod 1.22.4 deploy.py:5'],
  ],
  [
    'for each item of a dictionary',
    {
      'mesh.py':
        '#!/usr/bin/env python3\nimport subprocess\nREPO = "https://istio-release.storage.googleapis.com/charts"\nCHARTS = {"base": "1.22.4", "istiod": "1.22.5"}\nfor name, version in CHARTS.items():\n    subprocess.run(["helm", "upgrade", "--install", f"istio-{name}", name, "--repo", REPO, f"--version={version}"], check=True)\n',
    },
    ['base 1.22.4 mesh.py:4', 'istiod 1.22.5 mesh.py:4'],
  ],
  [
    'in a function with a version that is there otherwise',
    {
      'deploy.mjs':
        "import { execFileSync } from 'node:child_process';\nconst VERSION = '1.24.2';\nconst repo = 'https://istio-release.storage.googleapis.com/charts';\nfunction helm(chart, version = VERSION) {\n  execFileSync('helm', ['upgrade', '--install', `istio-${chart}`, chart, '--repo', repo, '--version', version, '-n', 'istio-system']);\n}\nhelm('base');\nhelm('istiod');\nhelm('gateway', '1.24.0');\n",
    },
    ['base 1.24.2 deploy.mjs:2', 'gateway 1.24.0 deploy.mjs:9', 'istiod 1.24.2 deploy.mjs:2'],
  ],
  [
    'for each struct of a list',
    {
      'go.mod': 'module example.com/y\n',
      'main.go':
        'package main\n\nimport "os/exec"\n\ntype release struct {\n\tchart, version string\n}\n\nvar releases = []release{\n\t{chart: "base", version: "1.23.1"},\n\t{chart: "istiod", version: "1.23.2"},\n}\n\nfunc main() {\n\tfor _, r := range releases {\n\t\tif err := exec.Command("helm", "upgrade", "-i", "istio-"+r.chart, r.chart, "--repo", "https://istio-release.storage.googleapis.com/charts", "--version", r.version).Run(); err != nil {\n\t\t\tpanic(err)\n\t\t}\n\t}\n}\n',
    },
    ['base 1.23.1 main.go:10', 'istiod 1.23.2 main.go:11'],
  ],
  [
    'for each entry, with its fields',
    {
      'deploy.py':
        'import subprocess\nCHARTS = {\n    "istio-base": {"chart": "base", "version": "1.22.4"},\n    "istiod": {"chart": "istiod", "version": "1.22.5"},\n}\ndef run(*args):\n    subprocess.check_call(args)\nfor release, cfg in CHARTS.items():\n    subprocess.run([\n        "helm", "upgrade", "--install", release, cfg["chart"],\n        "--repo", "https://istio-release.storage.googleapis.com/charts",\n        "--version", cfg["version"], "--namespace", "istio-system",\n    ], check=True)\n',
    },
    ['base 1.22.4 deploy.py:3', 'base 1.22.4 deploy.py:3', 'istiod 1.22.5 deploy.py:4'],
  ],
  [
    'istioctl as a package of Nix',
    {
      Makefile: 'istio:\n\tnix develop -c istioctl install -y --set profile=demo\n',
      'flake.nix':
        '{\n  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";\n  outputs = { self, nixpkgs }: let\n    pkgs = nixpkgs.legacyPackages.x86_64-linux;\n    istioctl = pkgs.stdenv.mkDerivation rec {\n      pname = "istioctl";\n      version = "1.22.3";\n      src = pkgs.fetchurl {\n        url = "https://github.com/istio/istio/releases/download/${version}/istioctl-${version}-linux-amd64.tar.gz";\n        sha256 = "0000000000000000000000000000000000000000000000000000";\n      };\n    };\n  in {\n    devShells.x86_64-linux.default = pkgs.mkShell { buildInputs = [ istioctl ]; };\n  };\n}\n',
    },
    [
      'base 1.22.3 flake.nix:7',
      'gateway 1.22.3 flake.nix:7',
      'gateway 1.22.3 flake.nix:7',
      'istiod 1.22.3 flake.nix:7',
    ],
  ],
];

describe('detect: code rounds', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });
});
