/** Releases of published charts, as every form of `helm install` declares them. */
import type { Deployer, Form, OpenValue, Position, Problem, Release, ValuesLayer } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { resolveExpression, resolveInGarden, resolveName } from '../resolved-versions.js';
import { saidOfNamesIn } from '../said.js';
import { UNDECIDED_VERSION, unknownFields } from '../values/open.js';
import { variantId } from '../variants.js';
import { NONE_GIVEN, openVersion } from './open-version.js';

/** A version as far as the tree decides it. */
export interface DecidedVersion {
  readonly version: string | null;
  /** Where it, or what stands for it, is written. */
  readonly at: Position;
  /** For null: where to look. */
  readonly look?: string;
  /** For null: all that decides it besides `look`; absent where more of its file may. */
  readonly decidedBy?: readonly unknown[];
  /** What it is in each environment, where each has a file of its own; for null: where they disagree. */
  readonly environments?: Release['versions'];
  /** For null: what decides it is known, and tells several versions or none, so that no other place does. */
  readonly contradicted?: true;
}

export interface ReleaseDeclaration {
  readonly id: string;
  readonly form: Form;
  readonly deployer: Deployer;
  readonly declared: Position;
  readonly releaseName: string;
  readonly namespace: string;
  readonly destination?: string;
  readonly name: string;
  readonly repository?: string | undefined;
  readonly version: DecidedVersion;
  readonly values: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly valuesUnknown?: boolean;
  readonly openValues?: readonly OpenValue[];
  readonly kubeVersion?: string | undefined;
  readonly apiVersions?: readonly string[];
  readonly skipCrds?: boolean;
}

/** The release; a version that the tree does not decide is a problem of it. */
export function publishedRelease(declaration: ReleaseDeclaration): Release {
  const { name, repository, version, problems, apiVersions, kubeVersion, ...rest } = declaration;
  const { valuesUnknown, openValues = [], skipCrds, destination, ...own } = rest;
  return {
    ...own,
    destination: destination ?? '',
    chart: {
      kind: 'published',
      name,
      ...(repository ? { repository } : {}),
      version: version.version,
      at: version.at,
    },
    ...(version.environments && version.version === null ? { versions: version.environments } : {}),
    problems: version.version === null ? [undecided(declaration), ...problems] : problems,
    ...unknownFields(valuesUnknown === true, openValues),
    ...(kubeVersion ? { kubeVersion } : {}),
    ...(apiVersions && apiVersions.length > 0 ? { apiVersions } : {}),
    ...(skipCrds ? { skipCrds } : {}),
  };
}

/** A version as written: itself, or what the name in it stands for anywhere in the tree. */
export async function decideVersion(
  context: DetectContext,
  text: string | undefined,
  at: Position,
): Promise<DecidedVersion> {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return { version: null, at, look: NONE_GIVEN, decidedBy: [] };
  if (!hasPlaceholder(trimmed)) return { version: trimmed.replace(/^v(?=\d+\.\d+\.\d+)/, ''), at };
  const placeholder = wholePlaceholder(trimmed);
  const resolution =
    (await resolveInGarden(context, trimmed, at)) ??
    (placeholder
      ? await resolveName(context, placeholder.name, at.file)
      : await resolveExpression(context, trimmed, at));
  if (!resolution) {
    const decidedBy = await saidOfNamesIn(context, at.file, [trimmed]);
    const look = `\`${trimmed}\` is put together elsewhere`;
    return { version: null, at, look, ...(decidedBy ? { decidedBy } : {}) };
  }
  if (resolution.found)
    return { version: resolution.found.version.replace(/^v/, ''), at: resolution.found.at };
  if (placeholder?.fallback !== undefined && resolution.rivals.length === 0)
    return { version: placeholder.fallback.replace(/^v/, ''), at };
  const places = resolution.rivals.map(({ version, at: { file, line } }) => `${version} in ${file}:${line}`);
  const look =
    places.length === 0
      ? `\`${placeholder?.name ?? trimmed}\` gets its value outside of this repository`
      : `\`${placeholder?.name ?? trimmed}\` is ${places.slice(0, 4).join(', ')}`;
  const { environments } = resolution;
  const said = places.length === 0 ? await saidOfNamesIn(context, at.file, [trimmed]) : undefined;
  const decidedBy = said && { decidedBy: said };
  return { version: null, at, look, ...decidedBy, ...(environments ? { environments } : {}) };
}

/** A release whose version each environment decides: one for each of them. */
export function inEnvironments({ versions, ...release }: Release): readonly Release[] {
  const { chart } = release;
  if (!versions || chart.kind !== 'published' || chart.version !== null) return [release];
  return versions.map(({ version, at, environment }) => ({
    ...release,
    id: variantId(release.id, environment),
    destination: [release.destination, environment].filter(part => part !== '').join('-'),
    chart: { ...chart, version, at },
    problems: release.problems.filter(({ why }) => version === null || !why.startsWith(UNDECIDED_VERSION)),
  }));
}

/** True for text that something else fills in. */
export function hasPlaceholder(text: string): boolean {
  return /\$\{|\$\(|\$\w|\{\{|\[\[|<<|<[a-z_]|%\w|###|!reference\b/i.test(text);
}

/** A namespace that is filled in elsewhere reads as the usual one of its chart. */
export function namespaceFor(chart: string, text: string | undefined): string | undefined {
  if (text === undefined || !hasPlaceholder(text)) return text;
  return chart === 'gateway' ? 'istio-ingress' : 'istio-system';
}

/** Longer than any of them; what is longer is not decided. */
const MAX_PLACEHOLDER = 1000;

/** `${NAME}`, `$NAME`, `$(NAME)`, `{{ .Values.NAME }}`, `${NAME:-1.2.3}` and such, where that is the whole text. */
function wholePlaceholder(text: string): { readonly name: string; readonly fallback?: string } | undefined {
  if (text.length > MAX_PLACEHOLDER) return undefined;
  const shell =
    /^v?(?:\$\{\s*(?:env\.|vars\.|inputs\.|params\.)?([\w.-]+?)(?::?[-=]["']?([\w.+-]+)["']?)?\s*\}|\$\((?:(?:inputs\.|tasks\.)?params\.)?([\w.-]+)\)|\$(?:(?:env|script|global):)?(\w+))$/i.exec(
      text,
    );
  const braces =
    /^v?\{\{\s*\.?(?:Values\.|(?:workflow|inputs)\.parameters\.)?([\w.-]+)\s*(?:\|\s*d(?:efault)?\s*\(?\s*["']v?([\w.+-]+)["']\s*(?:,\s*true\s*)?\)?\s*)?\}\}$/.exec(
      text,
    );
  // Here, a dash is part of a name, and none that a default stands behind.
  const expression = /^v?\$\{\{\s*(?:env\.|vars\.|inputs\.)?([\w.-]+)\s*\}\}$/i.exec(text);
  const other = /^v?(?:###([\w.-]+)###|%([A-Za-z_]\w*)%|<<\s*(?:pipeline\.)?parameters\.([\w-]+)\s*>>)$/.exec(
    text,
  );
  const name =
    shell?.[1] ??
    shell?.[3] ??
    shell?.[4] ??
    braces?.[1] ??
    expression?.[1] ??
    other?.[1] ??
    other?.[2] ??
    other?.[3];
  if (name === undefined) return undefined;
  const fallback = shell?.[2] ?? braces?.[2];
  return { name, ...(fallback === undefined ? {} : { fallback }) };
}

function undecided({ name, repository, version: { at, look, decidedBy } }: ReleaseDeclaration): Problem {
  // Where its repository is filled in, that is as open.
  const isSettled = decidedBy && !hasPlaceholder(repository ?? '');
  return openVersion(name, at, look, isSettled ? [repository, ...decidedBy] : undefined);
}
