/** Options of programs, by what they are where nobody gives them. */

import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const HELM = '"helm", "upgrade", "--install", "istiod", "istio/istiod", "--version"';

describe('detect/code-options', () => {
  it.each<[string, string, string]>([
    [
      'lab.py',
      'def helm(release, chart, version, *extra):\n    run("helm", "upgrade", "--install", release, chart, "--version", version, *extra)\n\ndef up(args):\n    helm("istiod", "istio/istiod", args.istio_version, "-f", "values.yaml")\n\nparser.add_argument("--name", default="lab")\nparser.add_argument("--istio-version", default="1.22.2", help="mesh")\n',
      'lab.py:8',
    ],
    [
      'up.py',
      `@click.command()\n@click.option(\n    "--istio-version",\n    default="1.22.2",\n)\ndef up(istio_version):\n    subprocess.run([${HELM}, istio_version])\n`,
      'up.py:4',
    ],
    [
      'up.py',
      'p.add_argument("-v", dest="mesh", default="1.22.2")\nargs = p.parse_args()\nos.system(f"helm upgrade --install istiod istio/istiod --version {args.mesh}")\n',
      'up.py:1',
    ],
    [
      'main.go',
      `package main\n\nfunc main() {\n\tversion := flag.String("istio-version", "1.22.2", "mesh")\n\tflag.Parse()\n\texec.Command(${HELM}, *version).Run()\n}\n`,
      'main.go:4',
    ],
    [
      'cmd/up.go',
      `package cmd\n\nvar istioVersion string\n\nfunc init() {\n\tup.Flags().StringVar(&istioVersion, "istio-version", "1.22.2", "mesh")\n}\n\nfunc run() { exec.Command(${HELM}, istioVersion).Run() }\n`,
      'cmd/up.go:6',
    ],
    [
      'up.go',
      `package main\n\nfunc run(cmd *cobra.Command, _ []string) error {\n\tversion, err := cmd.Flags().GetString("istio-version")\n\treturn exec.Command(${HELM}, version).Run()\n}\n\nfunc init() {\n\tup.Flags().String("name", "1.13.0", "")\n\tup.Flags().StringP("istio-version", "i", "1.22.2", "mesh")\n}\n`,
      'up.go:10',
    ],
    [
      'up.go',
      `package main\n\nvar flags = []cli.Flag{\n\t&cli.StringFlag{Name: "k8s", Value: "1.30.0", Destination: &o.k8s},\n\t&cli.StringFlag{Name: "istio", Value: "1.22.2", Destination: &o.mesh},\n}\n\nfunc run(o *options) { exec.Command(${HELM}, o.mesh).Run() }\n`,
      'up.go:5',
    ],
    [
      'up.go',
      `package main\n\nvar flags = []cli.Flag{\n\t&cli.StringFlag{Name: "k8s", Value: "1.30.0"},\n\t&cli.StringFlag{Name: "istio", Value: "1.22.2"},\n}\n\nfunc run(c *cli.Context) {\n\tversion := c.String("istio")\n\texec.Command(${HELM}, version).Run()\n}\n`,
      'up.go:5',
    ],
    [
      'up.mjs',
      "program.option('-i, --istio-version <version>', 'mesh', '1.22.2');\nconst opts = program.opts();\nawait $`helm upgrade --install istiod istio/istiod --version ${opts.istioVersion}`;\n",
      'up.mjs:1',
    ],
    [
      'up.mjs',
      "const { values } = parseArgs({ options: { 'istio-version': { type: 'string', default: '1.22.2' } } });\nawait $`helm upgrade --install istiod istio/istiod --version ${values['istio-version']}`;\n",
      'up.mjs:1',
    ],
  ])('%s: reads %j', async (name, text, at) => {
    expect(await inOrder({ [name]: text })).toEqual([`istiod 1.22.2 ${at}`]);
  });

  it('takes no version out of what has none', async () => {
    const text =
      'parser.add_argument("--kind-version", default="1.22.2")\nparser.add_argument("--istio-version", required=True)\nargs = parser.parse_args()\nos.system(f"helm upgrade --install istiod istio/istiod --version {args.istio_version}")\n';
    expect(await inOrder({ 'up.py': text })).toEqual([]);
  });
});

describe('detect: charts of a loop whose names are put together', () => {
  const suite = (list: string, chart: string): string =>
    `package e2e\n\nvar istioVersion = flag.String("istio-version", "1.22.2", "mesh")\n\nfunc install(m *helm.Manager) error {\n\tfor _, name := range ${list} {\n\t\tif err := m.RunInstall(\n\t\t\thelm.WithName("istio-"+name),\n\t\t\thelm.WithChart(${chart}),\n\t\t\thelm.WithVersion(*istioVersion),\n\t\t); err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n\treturn nil\n}\n`;
  it.each([
    ['"istio/"+name', '[]string{"base", "istiod"}'],
    ['"istio/" + c.chart', '[]struct{ chart string }{{"base"}, {"istiod"}}'],
    ['fmt.Sprintf("istio/%s", name)', '[]string{"base", "istiod"}'],
  ])('by %s', async (chart, list) => {
    const own = chart.includes('c.chart')
      ? suite(list, chart).replace('_, name', '_, c')
      : suite(list, chart);
    expect(await inOrder({ 'test/e2e/main_test.go': own })).toEqual([
      'base 1.22.2 test/e2e/main_test.go:3',
      'istiod 1.22.2 test/e2e/main_test.go:3',
    ]);
  });

  it('reads none that something else is added to', async () => {
    const own = suite('[]string{"base", "istiod"}', '"istio/"+chartOf(name)');
    expect(await inOrder({ 'test/e2e/main_test.go': own })).toEqual([]);
  });
});
