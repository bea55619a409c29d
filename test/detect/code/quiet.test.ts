/** Programs that have Helm install any chart, and those that name charts of Istio for them. */

import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

/** A package of Go that installs what it is handed by Helm's library. */
const GO: Files = {
  'go.mod': 'module example.com/tool\n',
  'pkg/helm/helm.go':
    'package helm\n\nfunc Ensure(ctx context.Context, r Release) error {\n\tinstall := action.NewInstall(cfg)\n\tinstall.ChartPathOptions.RepoURL = r.RepoURL\n\tinstall.ChartPathOptions.Version = r.Version\n\tpath, err := install.ChartPathOptions.LocateChart(r.Chart, settings)\n\treturn run(path, err)\n}\n',
};

function go(body: string): string {
  return `package cmd\n\nimport "example.com/tool/pkg/helm"\n\nconst repo = "${REPO}"\n\n${body}`;
}

const TS: Files = {
  'e2e/helm.ts':
    "export async function upgrade(release: string, chart: string, options: Options) {\n  await execa('helm', ['upgrade', '--install', release, chart, '--repo', options.repo, '--version', options.version, '--wait'], { stdio: 'inherit' });\n}\n",
};

describe('detect/code-quiet', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      'an object with a name, and one that takes fields from it',
      {
        ...TS,
        'package.json': '{\n  "config": {\n    "istio": "1.23.3"\n  }\n}\n',
        'e2e/istio.ts': `import pkg from '../package.json' with { type: 'json' };\nimport { upgrade } from './helm.js';\n\nconst options = { repo: '${REPO}', version: pkg.config.istio };\nawait upgrade('istio-base', 'base', options);\nawait upgrade('istiod', 'istiod', { ...options, set: { a: 'b' } });\n`,
      },
      ['base 1.23.3 package.json:3', 'istiod 1.23.3 package.json:3'],
    ],
    [
      'a literal of the caller',
      {
        ...TS,
        'e2e/istio.ts': `import { upgrade } from './helm.js';\n\n\n\nawait upgrade('istiod', 'istiod', { repo: '${REPO}', version: '1.22.2' });\n`,
      },
      ['istiod 1.22.2 e2e/istio.ts:5'],
    ],
    [
      'a dictionary of Python',
      {
        'helm.py':
          'import subprocess\n\ndef upgrade(release, chart, options):\n    subprocess.run(["helm", "upgrade", "--install", release, chart, "--repo", options["repo"], "--version", options["version"]])\n',
        'mesh.py': `from helm import upgrade\n\nISTIO = "1.22.2"\nOPTIONS = {"repo": "${REPO}", "version": ISTIO}\nupgrade("base", "base", OPTIONS)\nupgrade("istiod", "istiod", {**OPTIONS, "wait": True})\n`,
      },
      ['base 1.22.2 mesh.py:3', 'istiod 1.22.2 mesh.py:3'],
    ],
    [
      'fields that are set in the loop, of a list that is added to',
      {
        ...GO,
        'cmd/up.go': go(
          'func (o *upOptions) flags(c *cobra.Command) {\n\tc.Flags().StringVar(&o.istioVersion, "istio-version", "1.26.2", "mesh")\n}\n\nfunc (o *upOptions) run(ctx context.Context) error {\n\treleases := []helm.Release{\n\t\t{Name: "istio-base", Chart: "base"},\n\t\t{Name: "istiod", Chart: "istiod"},\n\t}\n\tif !o.skipIngress {\n\t\treleases = append(releases, helm.Release{\n\t\t\tName: "ingress", Chart: "gateway",\n\t\t})\n\t}\n\tfor _, r := range releases {\n\t\tr.RepoURL = repo\n\t\tr.Version = o.istioVersion\n\t\tif err := helm.Ensure(ctx, r); err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n\treturn nil\n}\n',
        ),
      },
      ['base 1.26.2 cmd/up.go:8', 'gateway 1.26.2 cmd/up.go:8', 'istiod 1.26.2 cmd/up.go:8'],
    ],
    [
      'fields that are set before the call, and an object that is written there',
      {
        ...GO,
        'cmd/up.go': go(
          'const version = "1.22.2"\n\nfunc up(ctx context.Context) error {\n\tbase := helm.Release{Chart: "base", RepoURL: repo, Version: "1.13.0"}\n\tbase.Version = version\n\tif err := helm.Ensure(ctx, base); err != nil {\n\t\treturn err\n\t}\n\treturn helm.Ensure(ctx, helm.Release{Chart: "istiod", RepoURL: repo, Version: version})\n}\n',
        ),
      },
      ['base 1.22.2 cmd/up.go:7', 'istiod 1.22.2 cmd/up.go:7'],
    ],
  ])('knows %s', async (_, files, expected) => {
    expect([...(await inOrder(files))].sort()).toEqual(expected);
  });

  it('takes no version that is set in some cases only', async () => {
    const files = {
      ...GO,
      'cmd/up.go': go(
        'func up(ctx context.Context) error {\n\tr := helm.Release{Chart: "istiod", RepoURL: repo, Version: "1.22.2"}\n\tif old {\n\t\tr.Version = "1.13.0"\n\t}\n\treturn helm.Ensure(ctx, r)\n}\n',
      ),
    };
    expect((await inOrder(files)).filter(one => /\d\.\d/.test(one))).toEqual([]);
  });

  it('reads no module for others', async () => {
    const files = {
      ...TS,
      'e2e/other.ts': `import { upgrade } from './helm.js';\nawait upgrade('podinfo', 'podinfo', { repo: 'https://example.com', version: '1.22.2' });\n`,
    };
    expect(await inOrder(files)).toEqual([]);
  });
});
