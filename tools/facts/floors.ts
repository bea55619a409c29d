/** What a release asks of the cluster, what it is built against, and which builds of its companions it ships. */
import { evaluate, type Scope } from './go/evaluate.js';
import { goFolders, type LinkedPackage, type ProgramLoader } from './go/program.js';
import type { Call, Expression } from './go/syntax.js';
import { spell } from './go/value.js';
import type { SettingAt } from './ranges.js';
import { textAt } from './records.js';
import type { ReleaseSource } from './source.js';

const kubernetesFolder = 'istioctl/pkg/install/k8sversion';
/** Where the oldest Gateway API per resource has lived, newest place first. */
const gatewayApiPlaces = [
  { folder: 'pkg/config/schema/gatewayapi', variable: 'MinimumCRDVersions' },
  { folder: 'pkg/kube/kclient', variable: 'minimumCRDVersions' },
] as const;

export async function readFloors(
  loader: ProgramLoader,
  release: ReleaseSource,
): Promise<readonly SettingAt[]> {
  return [
    ...(await readKubernetes(loader, release)),
    ...(await readGatewayApi(loader, release)),
    ...(await readModules(release)),
  ];
}

/** The oldest minor that `istioctl` accepts without a warning. */
async function readKubernetes(loader: ProgramLoader, release: ReleaseSource): Promise<readonly SettingAt[]> {
  const found = await loadPackage(loader, release, kubernetesFolder);
  if (found === undefined) return [];
  const { scope } = found;
  const minor = evaluate({ kind: 'name', name: 'MinK8SVersion' }, scope);
  return minor?.type === 'int' ? [floor('kubernetes', 'oldest', `1.${spell(minor)}`)] : [];
}

/** `map[string]*semver.Version{"grpcroutes…": semver.New(1, 1, 0, "", "")}` */
async function readGatewayApi(loader: ProgramLoader, release: ReleaseSource): Promise<readonly SettingAt[]> {
  for (const { folder, variable } of gatewayApiPlaces) {
    const found = await loadPackage(loader, release, folder);
    const literal = found?.package.values.get(variable)?.binding.value;
    if (found === undefined || literal?.kind !== 'composite') continue;
    return literal.elements.flatMap(({ key, value }) => {
      const crd = key === undefined ? undefined : evaluate(key, found.scope);
      const version = value.kind === 'call' ? readSemver(value, found.scope) : undefined;
      return crd === undefined || version === undefined ? [] : [floor(spell(crd), 'oldest', version)];
    });
  }
  return [];
}

function readSemver(call: Call, scope: Scope): string | undefined {
  const parts = call.args.slice(0, 3).map((part: Expression) => evaluate(part, scope));
  return parts.some(part => part?.type !== 'int')
    ? undefined
    : parts.map(part => (part === undefined ? '' : spell(part))).join('.');
}

interface LoadedPackage {
  readonly package: LinkedPackage;
  readonly scope: Scope;
}

async function loadPackage(
  loader: ProgramLoader,
  release: ReleaseSource,
  folder: string,
): Promise<LoadedPackage | undefined> {
  const folders = goFolders(release.entries);
  if (!folders.has(folder)) return undefined;
  for (const entry of folders.get(folder) ?? []) release.note(entry);
  const program = await loader.load(folders, [folder], new Set());
  const found = [...program.packages.values()].find(candidate => candidate.folder === folder);
  const file = found?.files[0];
  if (found === undefined || file === undefined) return undefined;
  return { package: found, scope: { package: found, file, find: program.find } };
}

/** Modules that decide which resources the release understands, and the Helm that its charts are rendered with where `istioctl` does it. */
const modules: Readonly<Record<string, string>> = {
  'sigs.k8s.io/gateway-api': 'gateway-api',
  'helm.sh/helm/v3': 'helm',
  'helm.sh/helm/v4': 'helm',
  'k8s.io/client-go': 'kubernetes-client',
  'istio.io/api': 'istio-api',
};

async function readModules(release: ReleaseSource): Promise<readonly SettingAt[]> {
  const entry = release.entry('go.mod');
  const text = entry === undefined ? undefined : await release.text(entry);
  const settings: SettingAt[] = [];
  for (const line of (text ?? '').split('\n')) {
    const [path = '', version] = line.trim().split(/\s+/);
    const name = modules[path];
    if (name !== undefined && version !== undefined) settings.push(floor(name, 'built-against', version));
  }
  return settings;
}

function floor(name: string, component: string, value: string): SettingAt {
  return { kind: 'floor', name, component, default: value };
}

/** `istio.deps`: the commits of Envoy's build (`proxy`) and of `ztunnel`. */
export async function readRevisions(release: ReleaseSource): Promise<readonly SettingAt[]> {
  const entry = release.entry('istio.deps');
  const text = entry === undefined ? undefined : await release.text(entry);
  if (text === undefined) return [];
  let dependencies: unknown;
  try {
    dependencies = JSON.parse(text);
  } catch {
    release.report('istio.deps: is no JSON: revisions are left out');
  }
  return (Array.isArray(dependencies) ? dependencies : []).flatMap(dependency => {
    const name = textAt(dependency, 'repoName');
    const revision = textAt(dependency, 'lastStableSHA');
    return name === '' || revision === ''
      ? []
      : [{ kind: 'revision', name, component: 'release', default: revision }];
  });
}
