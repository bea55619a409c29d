/** The generator on a small repository that looks like Istio's. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadFacts } from '../../src/knowledge/facts.js';
import { type GenerateResult, generate } from '../../tools/facts/generate.js';
import { afterEach, beforeEach, describe, expect, it } from '../support/jest.js';

let work: string;
let clone: string;
let output: string;
let problems: string[];

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'facts-generator-'));
  clone = join(work, 'istio');
  output = join(work, 'facts');
  problems = [];
  mkdirSync(clone);
  git('init', '--quiet');
});

afterEach(() => rmSync(work, { recursive: true, force: true }));

function git(...args: string[]): string {
  return execFileSync('git', ['-C', clone, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    encoding: 'utf8',
  }).trim();
}

/** Commits files over what is there, and tags the result. */
function release(tag: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', tag);
  git('tag', tag);
}

async function run(only?: string, folder = output, api?: string): Promise<GenerateResult> {
  problems = [];
  const result = await generate({
    istio: clone,
    output: folder,
    ...(only === undefined ? {} : { release: only }),
    ...(api === undefined ? {} : { api }),
    report: problem => problems.push(problem),
  });
  // That these clones come without an API is said each time, and tested where it matters.
  const others = problems.filter(problem => !problem.includes('--api names no clone'));
  const unsaid = problems.length - others.length;
  if (api === undefined) problems = others;
  return { ...result, problems: result.problems - (api === undefined ? unsaid : 0) };
}

function contents(folder = output): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** `name component type default` of every variable in a release. */
function environment(version: string): string[] {
  const facts = loadFacts(output);
  return facts
    .all('env')
    .map(({ name, component, type }) => [
      name,
      component,
      type,
      facts.defaultAt('env', name, component, version),
    ])
    .filter(([, , , value]) => value !== undefined)
    .map(parts => parts.join(' '));
}

const mesh = `package mesh
import (
	"time"
	"google.golang.org/protobuf/types/known/durationpb"
	wrappers "google.golang.org/protobuf/types/known/wrapperspb"
	meshconfig "istio.io/api/mesh/v1alpha1"
)
func DefaultProxyConfig() *meshconfig.ProxyConfig {
	return &meshconfig.ProxyConfig{
		ClusterName:   &meshconfig.ProxyConfig_ServiceCluster{ServiceCluster: "istio-proxy"},
		DrainDuration: durationpb.New(45 * time.Second),
		StatusPort:    15020,
	}
}
func DefaultMeshConfig() *meshconfig.MeshConfig {
	proxyConfig := DefaultProxyConfig()
	return &meshconfig.MeshConfig{
		EnableAutoMtls:         wrappers.Bool(true),
		EnablePrometheusMerge:  &wrappers.BoolValue{Value: true},
		OutboundTrafficPolicy:  &meshconfig.MeshConfig_OutboundTrafficPolicy{Mode: meshconfig.MeshConfig_OutboundTrafficPolicy_ALLOW_ANY},
		DefaultServiceExportTo: []string{"*"},
		TrustDomainAliases:     []string{},
		DefaultConfig:          proxyConfig,
		ExtensionProviders: []*meshconfig.MeshConfig_ExtensionProvider{
			{Name: "envoy", Provider: &meshconfig.MeshConfig_ExtensionProvider_EnvoyFileAccessLog{
				EnvoyFileAccessLog: &meshconfig.MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider{Path: "/dev/stdout"},
			}},
		},
	}
}
`;

const base: Readonly<Record<string, string>> = {
  'pkg/config/mesh/mesh.go': mesh,
  'pilot/cmd/pilot-discovery/main.go': `package main
import "istio.io/istio/pilot/pkg/bootstrap"
func main() { bootstrap.Start() }
`,
  'pilot/cmd/pilot-agent/main.go': `package main
import (
	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pkg/shared"
)
func main() {
	println(features.ReadByBoth, features.ReadByAgent, shared.Level())
}
`,
  'pilot/pkg/bootstrap/server.go': `package bootstrap
import (
	"os"
	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pkg/shared"
)
func Start() {
	println(features.ReadByBoth, features.Plain, features.FromFunction, shared.Level(), os.Getenv("BARE"))
	println(features.Duration, features.Typed, features.Float, features.Text, features.Old, features.Computed, features.Paired)
}
`,
  'pilot/pkg/features/features.go': `package features
import (
	"path/filepath"
	"time"
	environment "istio.io/istio/pkg/env"
	"istio.io/istio/pkg/constants"
)
const shiftedName = "SHIFTED"
var (
	Plain        = environment.Register("PLAIN", true, "d").Get()
	ReadByBoth   = environment.Register("READ_BY_BOTH", 5, "d").Get()
	ReadByAgent  = environment.Register("READ_BY_AGENT", "x", "d").Get()
	Duration     = environment.RegisterDurationVar("DURATION", 90*time.Minute, "d").Get()
	Typed        = environment.Register[int64]("TYPED", 1024*1024, "d").Get()
	Float        = environment.RegisterFloatVar("FLOAT", 1, "d").Get()
	Text         = environment.RegisterStringVar(constants.Prefix+"TEXT", constants.Default, "d").Get()
	Old          = environment.RegisterIntVar(shiftedName, 1<<4, "d").Get()
	Computed     = environment.Register("COMPUTED", filepath.Join(constants.Default, "x.json"), "d").Get()
	Paired, isSet = environment.Register("PAIRED", -1*time.Second, "d").Lookup()
	Unread       = environment.Register("UNREAD", "", "d")
	// environment.Register("IN_A_COMMENT", true, "d")
	FromFunction = func() bool {
		v := environment.RegisterBoolVar("IN_FUNCTION", false, "environment.Register(\\"IN_A_STRING\\", true)").Get()
		return !v
	}()
)
`,
  'pilot/pkg/features/features_test.go': `package features
import "istio.io/istio/pkg/env"
var forTest = env.Register("ONLY_IN_TESTS", true, "d")
`,
  'pilot/pkg/features/features_windows.go': `package features
import "istio.io/istio/pkg/env"
var forWindows = env.Register("ONLY_ON_WINDOWS", true, "d")
`,
  'pkg/constants/constants.go': `package constants
const (
	Prefix  = "PRE_"
	Default = "/etc/istio"
)
`,
  'pkg/shared/shared.go': `package shared
import "istio.io/istio/pkg/env"
func Level() string { return env.Register("SHARED_LEVEL", "info", "d").Get() }
`,
  'cni/cmd/install-cni/main.go': `package main
import (
	"strings"
	"istio.io/istio/pkg/env"
)
const exitCode = 100 + iota
func main() {
	registerInteger("exit-code", exitCode, "d")
	registerText("label-key", "a", "d")
}
func registerInteger(name string, value int, usage string) { register(name, value, usage) }
func registerText(name, value, usage string) { register(name, value, usage) }
func register[T any](name string, defaultValue T, usage string) {
	variable := strings.Replace(strings.ToUpper(name), "-", "_", -1)
	env.Register(variable, defaultValue, usage)
}
`,
  'manifests/charts/istio-cni/Chart.yaml': 'name: cni\nversion: 1.0.0\n',
  'manifests/charts/istio-cni/values.yaml':
    'hub: gcr.io/istio-testing\ntag: latest\ncniBinDir: ""\nambient: {}\npodAnnotations:\n  example.com/a: x\nlist: [a, 1]\n',
  'manifests/charts/istio-cni/files/profile-demo.yaml': '# a comment\ncniBinDir: /demo\n',
  'manifests/charts/istio-cni/templates/daemonset.yaml':
    '{{ with .Values.extra }}{{ toYaml .inner }}{{ end }}',
  'manifests/charts/istio-cni/templates/zzz_profile.yaml':
    '{{- with (coalesce ($.Values).profile ($.Values.global).profile) }}{{- end }}\n{{- $x := mustMergeOverwrite $defaults ($.Values.global | default dict) }}\n',
  'manifests/charts/base/Chart.yaml': 'name: base\nversion: 1.0.0\n',
  'manifests/charts/base/crds/crd-all.gen.yaml':
    'kind: CustomResourceDefinition\nmetadata: {name: a.example.com}\nspec:\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        properties:\n          metadata: {properties: {x: {type: string}}}\n          spec:\n            properties:\n              mode: {type: string, enum: [OFF, ON]}\n              hosts: {type: array, items: {properties: {name: {type: string}}}}\n              tags: {additionalProperties: {properties: {key: {type: string}}}}\n  - {name: v1beta1, served: true, storage: false}\n---\n',
  'istioctl/pkg/install/k8sversion/version.go': 'package k8sversion\nconst MinK8SVersion = 29\n',
  'go.mod': 'module istio.io/istio\n\nrequire (\n\tsigs.k8s.io/gateway-api v1.2.0\n)\n',
  'istio.deps': '[{"name": "PROXY_REPO_SHA", "repoName": "proxy", "lastStableSHA": "abc"}]',
  'releasenotes/notes/1.yaml':
    'kind: feature\narea: security\nupgradeNotes:\n- title: Mind this\n  content: x\n',
};

describe('tools/facts', () => {
  it('reads registrations of every style, with their readers', async () => {
    release('1.20.0', base);
    await run();
    expect(problems).toEqual([]);
    expect(environment('1.20.0')).toEqual([
      'COMPUTED pilot string /etc/istio/x.json',
      'DURATION pilot duration 1h30m0s',
      'EXIT_CODE cni int 100',
      'FLOAT pilot float 1',
      'IN_FUNCTION pilot bool false',
      'LABEL_KEY cni string a',
      'PAIRED pilot duration -1s',
      'PLAIN pilot bool true',
      'PRE_TEXT pilot string /etc/istio',
      'READ_BY_AGENT proxy string x',
      'READ_BY_BOTH pilot int 5',
      'READ_BY_BOTH proxy int 5',
      'SHARED_LEVEL pilot string info',
      'SHARED_LEVEL proxy string info',
      'SHIFTED pilot int 16',
      'TYPED pilot int 1048576',
      'UNREAD pilot string ',
    ]);
    expect(
      loadFacts(output)
        .settings('envRead', 'BARE')
        .map(setting => setting.component),
    ).toEqual(['pilot']);
  });

  it('reads everything else that a release says', async () => {
    release('1.20.0', base);
    await run();
    const facts = loadFacts(output);
    const values = (kind: 'values' | 'meshConfig' | 'proxyConfig' | 'crd' | 'floor' | 'revision'): string[] =>
      facts
        .all(kind)
        .map(({ name, component }) => `${name} ${facts.defaultAt(kind, name, component, '1.20.0')}`);
    expect(values('values')).toEqual([
      'ambient {}',
      'cniBinDir ',
      'hub docker.io/istio',
      'list ["a",1]',
      'podAnnotations["example.com/a"] x',
      'tag 1.20.0',
    ]);
    expect(values('meshConfig')).toEqual([
      'defaultServiceExportTo ["*"]',
      'enableAutoMtls true',
      'enablePrometheusMerge true',
      'extensionProviders [{"name":"envoy","envoyFileAccessLog":{"path":"/dev/stdout"}}]',
      'outboundTrafficPolicy.mode ALLOW_ANY',
      'trustDomainAliases ',
    ]);
    expect(values('proxyConfig')).toEqual([
      'drainDuration 45s',
      'serviceCluster istio-proxy',
      'statusPort 15020',
    ]);
    expect(values('crd')).toEqual(['a.example.com/v1 served,storage', 'a.example.com/v1beta1 served']);
    const fields = facts
      .all('crdField')
      .map(({ name, component }) => [component, facts.defaultAt('crdField', name, component, '1.20.0')]);
    expect(fields).toEqual([
      ['', 'metadata,spec'],
      ['spec', 'hosts,mode,tags'],
      ['spec.hosts[]', 'name'],
      ['spec.mode=', 'OFF,ON'],
      ['spec.tags{}', 'key'],
    ]);
    expect(values('floor')).toEqual(['gateway-api v1.2.0', 'kubernetes 1.29']);
    expect(values('revision')).toEqual(['proxy abc']);
    expect(facts.profile('cni', '1.20.0', 'demo')).toEqual({ cniBinDir: '/demo' });
    expect(facts.readsValue('cni', 'extra.inner.x', '1.20.0')).toBe(true);
    expect(facts.readsValue('cni', 'extra.other', '1.20.0')).toBe(false);
    expect(facts.readsValue('cni', 'profile', '1.20.0')).toBe(true);
    expect(facts.readsValue('cni', 'global.unheardOf', '1.20.0')).toBe(false);
    expect(facts.defaultAt('chart', 'profiles', 'cni', '1.20.0')).toBe('true');
    expect(facts.defaultAt('chart', 'profiles', 'base', '1.20.0')).toBe('false');
  });

  it('reads stable releases from 1.16 on, and no other tags', async () => {
    for (const tag of ['1.15.9', '1.16.0', '1.20.0-rc.0', 'v1.20.0', '1.20.10', '1.20.9']) release(tag, base);
    await run();
    expect(loadFacts(output).releases).toEqual(['1.16.0', '1.20.9', '1.20.10']);
  });

  it('folds releases into ranges', async () => {
    const features = base['pilot/pkg/features/features.go'] ?? '';
    release('1.20.0', base);
    release('1.20.1', { 'README.md': 'nothing that matters' });
    release('1.21.0', {
      'pilot/pkg/features/features.go': features.replace('"PLAIN", true', '"PLAIN", false'),
    });
    release('1.22.0', { 'pilot/pkg/features/features.go': features.replace('"PLAIN"', '"PLAIN_NEW"') });
    await run();
    const facts = loadFacts(output);
    expect(facts.settings('env', 'PLAIN')[0]?.history).toEqual([
      { from: '1.20.0', to: '1.20.1', default: 'true' },
      { from: '1.21.0', to: '1.21.0', default: 'false' },
    ]);
    expect(facts.removedIn('env', 'PLAIN', 'pilot')).toBe('1.22.0');
    expect(facts.nearest('env', 'PLAIN_NEWS', '1.22.0')).toBe('PLAIN_NEW');
    expect(facts.notes('1.20.0', '1.22.0')).toEqual([]);
    release('1.22.1', { 'releasenotes/notes/2.yaml': 'kind: bug-fix\narea: telemetry\n---\n' });
    await run('1.22.1');
    expect(loadFacts(output).notes('1.20.0', '1.22.1')).toEqual([
      { name: '2', kind: 'bug-fix', area: 'telemetry', upgradeNotes: [], speaksOfChange: false },
    ]);
  });

  it('writes the same bytes again, whether all at once or release by release', async () => {
    const features = base['pilot/pkg/features/features.go'] ?? '';
    release('1.20.0', base);
    release('1.21.0', {
      'pilot/pkg/features/features.go': features.replace('"PLAIN", true', '"PLAIN", false'),
      'manifests/charts/istio-cni/values.yaml': 'cniBinDir: /opt\n',
      'releasenotes/notes/2.yaml': 'kind: bug-fix\narea: telemetry\n',
    });
    release('1.22.0', { 'pilot/pkg/features/features.go': features });
    await run();
    const first = contents();
    await run();
    expect(contents()).toEqual(first);
    await run('1.21.0');
    expect(contents()).toEqual(first);
    const apart = join(work, 'apart');
    for (const version of ['1.22.0', '1.20.0', '1.21.0']) await run(version, apart);
    expect(contents(apart)).toEqual(first);
  });

  it('tells a change of a source by the digest, and nothing else', async () => {
    release('1.20.0', base);
    release('1.20.1', { 'README.md': 'nothing that matters' });
    release('1.20.2', { 'go.mod': 'module istio.io/istio\n' });
    await run();
    const index = JSON.parse(contents()['index.json'] ?? '') as { releases: Record<string, string> };
    expect(index.releases['1.20.1']).toBe(index.releases['1.20.0']);
    expect(index.releases['1.20.2']).not.toBe(index.releases['1.20.0']);
  });

  it('names a missing tag and writes nothing', async () => {
    release('1.20.0', base);
    await expect(run('1.20.9')).rejects.toThrow('no tag 1.20.9');
    await expect(run('1.20')).rejects.toThrow('1.20 is no release');
    expect(() => readdirSync(output)).toThrow('ENOENT');
  });

  it('names a folder that is no repository, or has no release', async () => {
    await expect(run()).rejects.toThrow('no release could be read');
    await expect(generate({ istio: work, output, report: () => {} })).rejects.toThrow('not a git repository');
  });

  it('names Go that does not parse, and keeps what it can read of it and of the rest', async () => {
    release('1.20.0', {
      ...base,
      'pkg/shared/shared.go': 'package shared\nfunc Level() string { return ""\nvar x = = 3\n',
    });
    await run();
    expect(problems).toEqual([expect.stringMatching(/pkg\/shared\/shared\.go:\d: does not parse as Go/)]);
    expect(environment('1.20.0')).toContain('PLAIN pilot bool true');
  });

  it('names YAML that does not parse, and a mesh package that is not there', async () => {
    release('1.20.0', {
      ...base,
      'manifests/charts/istio-cni/values.yaml': 'a: [',
      'pkg/config/mesh/mesh.go': 'package mesh\n',
    });
    await run();
    expect(problems).toEqual([
      expect.stringContaining('manifests/charts/istio-cni/values.yaml:'),
      expect.stringContaining('1.20.0: pkg/config/mesh: no function DefaultMeshConfig'),
      expect.stringContaining('1.20.0: pkg/config/mesh: no function DefaultProxyConfig'),
    ]);
    expect(environment('1.20.0')).toContain('PLAIN pilot bool true');
  });

  it('names what a partial clone lacks, and reads the rest', async () => {
    release('1.20.0', base);
    release('1.21.0', { 'pkg/shared/shared.go': 'package shared\nfunc Level() string { return "none" }\n' });
    const lost = git('rev-parse', '1.21.0:pkg/shared/shared.go');
    rmSync(join(clone, '.git/objects', lost.slice(0, 2), lost.slice(2)), { force: true });
    await run();
    expect(problems).toEqual([
      expect.stringContaining(`pkg/shared/shared.go: object ${lost} is not in the clone`),
    ]);
    expect(environment('1.20.0')).toContain('SHARED_LEVEL pilot string info');
    expect(environment('1.21.0')).toContain('PLAIN pilot bool true');
  });

  it('leaves out a release whose tree is missing, and says so', async () => {
    release('1.20.0', base);
    release('1.21.0', { 'README.md': 'x' });
    const lost = git('rev-parse', '1.21.0^{tree}');
    rmSync(join(clone, '.git/objects', lost.slice(0, 2), lost.slice(2)), { force: true });
    await run();
    expect(problems).toEqual([expect.stringContaining('1.21.0: left out')]);
    expect(loadFacts(output).releases).toEqual(['1.20.0']);
  });

  it('leaves nothing half-written, and the old facts where it fails', async () => {
    release('1.20.0', base);
    await run();
    const before = contents();
    await expect(run('1.20.9')).rejects.toThrow();
    expect(contents()).toEqual(before);
    await expect(run(undefined, join(clone, 'go.mod', 'facts'))).rejects.toThrow('ENOTDIR');
    expect(readdirSync(work).sort()).toEqual(['facts', 'istio']);
  });
});
