/** Modules from elsewhere that install Istio: the version that they are given is found, what they do with it is not. */
import { plainValue } from '../../evaluated/plain.js';
import { type EvaluatedEntry, textOf } from '../../evaluated/value.js';
import type { Position, Problem, Release } from '../../model.js';
import { readChartReference } from '../chart-reference.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { isChartName, isDistinctive, isIstioRepository } from '../istio/charts.js';
import { variantId } from '../variants.js';
import { gapFiles } from './gap-files.js';

export interface RemoteCall {
  /** What it is called: `module.istio`, `terragrunt unit live/prod/istio`. */
  readonly address: string;
  readonly source: string;
  readonly sourceAt?: Position;
  readonly at: Position;
  readonly declared: Position;
  readonly arguments: ReadonlyMap<string, EvaluatedEntry>;
  /** It is a base that Kustomize takes from there. */
  readonly isBase?: true;
  /** True where `version` is an argument like any other (Terragrunt), not the module's own version. */
  readonly versionIsArgument: boolean;
  readonly variant: string;
}

export interface RemoteResult {
  readonly releases: readonly Release[];
  readonly problems: readonly Problem[];
}

export function remoteInstallation(context: DetectContext, call: RemoteCall): RemoteResult {
  const none: RemoteResult = { releases: [], problems: [] };
  if (call.isBase) return { releases: [], problems: [ofBase(context, call)] };
  const parts = partsGiven(call);
  if (parts.length > 0) return together(parts.map(part => remoteInstallation(context, part)));
  const given = chartGiven(call);
  const speaks = given !== undefined || speaksOfIstio(call.source) || speaksOfIstio(call.address);
  const found = versionArgument(call, speaks);
  if (!found && !given && !speaksOfIstio(call.source)) {
    const asks = asksForIstio(call);
    return asks ? { releases: [], problems: [ofModule(context, call, asks)] } : none;
  }
  const where = call.source === '' ? 'its module' : `the module \`${call.source}\``;
  const why = `${where} is not in this repository: which charts and values it installs is not known. Check out that module, or give the versions with --from and --to.`;
  const problem: Problem = {
    what: call.address,
    why,
    file: call.at.file,
    line: call.at.line,
    blocking: true,
    unjudged: true,
    ...handedBy(context, call),
  };
  if (!found) return { releases: [], problems: [problem] };
  const name = given?.name ?? 'istiod';
  const release: Release = {
    id: variantId(`terraform:${call.declared.file}:${call.address}`, call.variant),
    form: 'terraform',
    deployer: 'terraform',
    declared: call.declared,
    releaseName: name,
    namespace: 'istio-system',
    destination: call.variant,
    chart: { kind: 'published', ...given, name, version: found.version, at: found.at },
    values: [],
    valuesUnknown: true,
    problems: [problem],
  };
  return { releases: [release], problems: [] };
}

function ofBase(context: DetectContext, call: RemoteCall): Problem {
  const why = `the base \`${call.source}\` is not in this repository: which release of Istio it installs is not known. Give the versions with --from and --to.`;
  const { file, line } = call.at;
  return { what: call.address, why, file, line, blocking: true, unjudged: true, ...handedBy(context, call) };
}

/** All that a module is given decides what it does; what is open of that may have moved, but for where it does it. */
function handedBy(context: DetectContext, { source, arguments: given }: RemoteCall): Partial<Problem> {
  const values = [...given].map(([name, { value }]) => ({ name, ...plainValue(value) }));
  const gaps = values.flatMap(({ name, open }) => (WHERE.test(name) ? [] : open.map(({ gap }) => gap)));
  return {
    ...decidedBy([source, ...values.map(({ name, value }) => [name, value])]),
    others: gapFiles(context, gaps),
  };
}

/** Names of clusters and accounts, their addresses and keys, and what a module waits for: none of it is a setting of Istio's. */
const WHERE =
  /^(?:(?:eks|gke|aks|k8s|kubernetes)_)?cluster(?:_\w*)?$|^(?:kube_?config\w*|region|location|project(?:_id)?|account_id|subscription_id|resource_group(?:_name)?|tags|labels|providers|depends_on|\w*_depends_on|(?:oidc|vpc|subnet)\w*|(?:host|token|\w*certificate\w*|\w*_arn|\w*_endpoint))$/i;

/** `enable_istio = true`, `istio-operator = { enabled = true }`: a module for many things is told to bring Istio. */
function asksForIstio({ arguments: given }: RemoteCall): string | undefined {
  for (const [name, { value }] of given) {
    if ((ASKS.test(name) && textOf(value) === 'true') || OF_PLANE.test(name)) return name;
    if (value.kind !== 'map' || !OF_ISTIO.test(name)) continue;
    const own = [...value.entries].find(
      ([key, entry]) => SWITCHES.test(key) && textOf(entry.value) === 'true',
    );
    if (own) return `${name}.${own[0]}`;
  }
  return undefined;
}

const OF_ISTIO = /^istio(?:d|[-_]?(?:operator|base|mesh))?$/i;
const SWITCHES = /^(?:enabled?|install|deploy|create)$/i;

/** What only a module takes that installs a control plane; of gateways, hosts and namespaces applications are told, too. */
const OF_PLANE =
  /^(?:istio_?operator|mesh_?config|istiod|istio_pilot)_\w{1,80}$|^(?:\w{1,40}_)?istio_(?:in|e)gress_?gateways$/i;

const ASKS =
  /^(?:enable|install|deploy|create|use|with)_?istio(?:d|_base)?$|^istio(?:d)?_?(?:enabled?|install(?:ed)?)$/i;

/** Which release that is stands in the module: at another version of it, it may be another one. */
function ofModule(
  context: DetectContext,
  { address, source, at, arguments: given }: RemoteCall,
  asks: string,
): Problem {
  const version = textOf(given.get('version')?.value);
  const why = `it asks the module \`${source}\`${version === undefined ? '' : ` ${version}`} for Istio (\`${asks}\`): which release that brings, with which values, is not in this repository. Give the versions with --from and --to`;
  const about = [...given].flatMap(([name, { value }]) =>
    namesIstio(name) ? [{ name, ...plainValue(value) }] : [],
  );
  const gaps = about.flatMap(({ open }) => open.map(({ gap }) => gap));
  return {
    what: address,
    why,
    file: at.file,
    line: at.line,
    blocking: true,
    unjudged: true,
    ...decidedBy(about.map(({ name, value }) => [name, value])),
    others: gapFiles(context, gaps),
  };
}

function together(results: readonly RemoteResult[]): RemoteResult {
  return {
    releases: results.flatMap(({ releases }) => releases),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/**
 * `apps = [{ helm_repo_url = …, helm_chart_version = … }]`: what a module for several charts is given for each of Istio's. What a
 * part does not say, the arguments around it do.
 */
function partsGiven(call: RemoteCall): readonly RemoteCall[] {
  const outer = [...call.arguments].filter(([name]) => CHART.test(name) || REPOSITORY.test(name));
  return [...call.arguments].flatMap(([name, { value }]) =>
    (value.kind === 'list' ? [...value.items.entries()] : []).flatMap(([index, item]) => {
      if (item.kind !== 'map') return [];
      const part = {
        ...call,
        address: `${call.address}.${name}[${index}]`,
        at: item.at,
        arguments: new Map([...outer, ...item.entries]),
      };
      return chartGiven(part) ? [part] : [];
    }),
  );
}

const CHART = /^(?:helm_)?chart(?:_name)?$/;
const REPOSITORY = /^(?:helm_|chart_)?repo(?:sitory)?(?:_url)?$/;

/** The chart of Istio's that a module for any chart is given by name. */
function chartGiven({ arguments: given }: RemoteCall): { name: string; repository?: string } | undefined {
  const named = (pattern: RegExp): string | undefined =>
    [...given].flatMap(([name, { value }]) => (pattern.test(name) ? (textOf(value) ?? []) : []))[0];
  const chart = named(CHART);
  if (chart === undefined) return undefined;
  const { name, repository } = readChartReference(chart, named(REPOSITORY));
  if (!isChartName(name) || !(isDistinctive(name) || isIstioRepository(repository ?? ''))) return undefined;
  return { name, ...(repository === undefined ? {} : { repository }) };
}

/** Modules about Istio that install none: roles, dashboards, certificates, networks. */
function speaksOfIstio(words: string): boolean {
  return (
    /(^|[^a-z0-9])istio([^a-z0-9]|$)/i.test(words) &&
    !/kiali|irsa|iam|role|csr|dashboard|grafana|monitor|security-group|dns/i.test(words)
  );
}

function versionArgument(
  { arguments: given, versionIsArgument }: RemoteCall,
  speaks: boolean,
): { readonly version: string; readonly at: Position } | undefined {
  const names = [...given.keys()].filter(name => isVersionName(name, speaks, versionIsArgument));
  for (const name of names.toSorted((left, right) => rank(left) - rank(right))) {
    const entry = given.get(name);
    const version = textOf(entry?.value);
    if (entry && version !== undefined && /^v?\d+\.\d+\.\d+/.test(version))
      return { version, at: entry.value.at };
  }
  return speaks ? versionInMap(given) : undefined;
}

/** `chart_version = { istio = "1.22.2", … }`: one argument for the versions of several charts. */
function versionInMap(
  given: ReadonlyMap<string, EvaluatedEntry>,
): { readonly version: string; readonly at: Position } | undefined {
  for (const [name, { value }] of given) {
    if (!/versions?$/i.test(name) || value.kind !== 'map') continue;
    for (const [chart, entry] of value.entries) {
      const version = textOf(entry.value);
      if (/^(istio|istiod|istio[-_]base)$/i.test(chart) && version && /^v?\d+\.\d+\.\d+/.test(version))
        return { version, at: entry.value.at };
    }
  }
  return undefined;
}

function isVersionName(name: string, speaks: boolean, versionIsArgument: boolean): boolean {
  if (/^istio(d)?[_-]?((helm|chart|release|control_?plane)[_-]?)*version$/i.test(name)) return true;
  if (!speaks) return false;
  return /^(helm_)?chart_version$|^helm_version$/i.test(name) || (versionIsArgument && name === 'version');
}

function rank(name: string): number {
  return /istiod/i.test(name) ? 0 : /istio/i.test(name) ? 1 : 2;
}
