/**
 * What kustomizations take in from other repositories, where its address speaks of Istio: what that installs stands elsewhere, and
 * here somebody decides at which state of it.
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
 */
import type { Position, Positioned, Problem, Release } from '../../model.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { chartElsewhere, releaseElsewhere } from '../istio/elsewhere.js';
import { namespaceFor } from '../istio/published-release.js';
import { folderOf } from '../tree-path.js';
import { readPatches } from './read-patches.js';

export interface RemoteBase {
  /** `github.com/acme/mesh` */
  readonly repository: string;
  /** Below its root. */
  readonly path: string;
  /** A tag, a branch or a commit; undefined for whatever is newest. */
  readonly ref: string | undefined;
}

/** Longer than an address of people. */
const MAX_ADDRESS = 1000;

/** Taken apart as Kustomize does it; undefined for a path, and for a file that is fetched by itself. */
export function remoteBase(address: string): RemoteBase | undefined {
  if (address.length > MAX_ADDRESS || /\s/.test(address) || /\.(?:ya?ml|json)(?:\?|$)/i.test(address))
    return undefined;
  const [plain = '', query = ''] = address.split('?', 2);
  const ref = /(?:^|&)(?:ref|version)=([^&]+)/.exec(query)?.[1];
  const bare = plain.replace(/^git::/, '').replace(/^(?:https?|ssh|git):\/\//, '');
  const home = bare.replace(/^[\w.-]+@/, '').replace(/^([\w.-]+):(?!\/\/)/, '$1/');
  if (
    !/^[\w-]+(?:\.[\w-]+)+\//.test(home) ||
    (bare === address && ref === undefined && !/^[\w.-]+@/.test(bare))
  )
    return undefined;
  const [repository, path] = home.includes('//')
    ? [home.slice(0, home.indexOf('//')), home.slice(home.indexOf('//') + 2)]
    : [home.split('/').slice(0, 3).join('/'), home.split('/').slice(3).join('/')];
  return { repository: repository.replace(/\.git$/, ''), path, ref };
}

function isRemote(address: string): boolean {
  return address.includes('://') || remoteBase(address) !== undefined;
}

/** Addresses that speak of Istio, and install none: samples, dashboards, definitions, what others make of Istio. */
const NOTHING_INSTALLED =
  /samples\/|addons\/|crds?\b|gateway-api|net-istio|kiali|grafana|dashboards?|istio-csr|\/docs?\//i;

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/i;

export async function remoteBases(
  context: DetectContext,
): Promise<{ readonly releases: readonly Release[]; readonly problems: readonly Problem[] }> {
  const releases: Release[] = [];
  const problems: Problem[] = [];
  for (const path of context.candidates) {
    if (!KUSTOMIZATION.test(path) || context.charts.isTemplate(path) || context.isSetAside(path)) continue;
    if (!namesIstio((await context.text(path)) ?? '')) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const entries = entriesIn(data);
      const beside = entries.length > 0 ? await doneBeside(context, data) : undefined;
      for (const entry of entries) {
        const found = readBase(data, entry, beside);
        if (found?.release) releases.push(found.release);
        else if (found) problems.push(found.problem);
      }
    }
  }
  return { releases, problems };
}

/** Where a kustomization names what it takes in. */
const LISTS = ['resources', 'bases', 'components'];

interface Entry {
  readonly address: string;
  readonly at: Position;
}

function entriesIn(data: Positioned): readonly Entry[] {
  return LISTS.flatMap(key =>
    listAt(data.value, [key]).flatMap((address, index) => {
      if (typeof address !== 'string' || !isRemote(address) || !namesIstio(address)) return [];
      return [{ address, at: { file: data.file, line: data.lineOf([key, index]) } }];
    }),
  );
}

type Read =
  | { readonly release: Release; readonly problem?: undefined }
  | { readonly release?: undefined; readonly problem: Problem };

/** What a kustomization does to all that it takes in. */
async function doneBeside(context: DetectContext, data: Positioned): Promise<unknown> {
  const { patches } = await readPatches(context, data, folderOf(data.file), new Set());
  const others = Object.entries(recordAt(data.value, []) ?? {}).filter(([key]) => !LISTS.includes(key));
  return [others, patches.map(patch => [patch.target, patch.data.value])];
}

function readBase(data: Positioned, { address, at }: Entry, beside: unknown): Read | undefined {
  const digest = fingerprintOf([address, beside]);
  const base = remoteBase(address);
  const chart = base && chartElsewhere(base.path, at);
  if (!chart) {
    const why = `it takes in ${address}, which is not in this repository: what that does to the mesh is not known`;
    const problem: Problem = { what: data.file, why, ...at, blocking: true, unjudged: true, digest };
    return NOTHING_INSTALLED.test(address) ? undefined : { problem };
  }
  const look = `it is that of ${base.repository}${base.ref ? ` at ${base.ref}` : ''}, which is not in this repository`;
  const namespace = namespaceFor(chart.name, stringAt(data.value, ['namespace'])) ?? 'istio-system';
  const release = releaseElsewhere(chart, look, digest, {
    id: `kustomize:${at.file}:${chart.name}:${base.path}`,
    form: 'kustomize',
    deployer: 'unknown',
    declared: at,
    releaseName: chart.name,
    namespace,
  });
  return { release };
}
