/**
 * The last net for what is fetched from elsewhere: addresses that speak of Istio and name a state of it (`?ref=v1.8.0`, a tag, a
 * commit), in commands, settings and code of any tool, and repositories beside which such a state stands. What lies there is not
 * looked at; where another state of it is asked for, Istio may be another one.
 */
import { append } from '../../append.js';
import type { DataPath, Detection, Positioned, Tree } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { contextOf } from '../context.js';
import { isRecord, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { eachPart } from '../parts.js';
import type { UnreadForm } from './forms.js';
import { isKnown, knownVersions, linesTold, piecesOf, RECORDS } from './mentions.js';

const END = '[^\\s"\'`<>|(){}\\[\\],;]';
const ADDRESS = new RegExp(
  `(?:https?|ssh|git|oci)://${END}{3,500}|git@${END}{3,500}|(?<![\\w./:@-])(?:github|gitlab|bitbucket)\\.[a-z]{2,10}/${END}{3,500}`,
  'gi',
);
/** `package: xpkg.example.com/acme/istio:v1.2.3` */
const PACKAGE = new RegExp(`\\bpackage["']?[ \\t]{0,9}[:=][ \\t]{0,9}["']?(${END}{3,300})`, 'gi');

/** `uses: acme/install-istio@v1`, `component: gitlab.example.com/acme/istio/deploy@1.2.3` */
const PART = new RegExp(`\\b(?:uses|component)["']?[ \\t]{0,9}:[ \\t]{0,9}["']?(${END}{3,300})`, 'g');
/** An image of Istio's by its digest; those by tags are told with their versions. */
const DIGEST = new RegExp(
  `${END}{1,200}istio(?:-release)?/(?:pilot|proxyv2|install-cni|ztunnel)@sha256:[\\da-f]{64}`,
  'g',
);

/** A reference, or a version or a commit among the parts of the address. */
const STATE =
  /[?&](?:ref|version|revision)=([^&#]{1,200})|(?:^|[/@:_-])(v?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?[\w.+-]{0,60})(?=$|[/?#_])|[/@:](?:sha256:)?([\da-f]{7,64})(?=$|[/?#])/i;

/** What installs no mesh: what is to be read, add-ons, definitions, what others make of Istio, modules of languages. */
const OTHERS =
  /(?:^|\/\/|\.)istio\.io(?:\/|$)|samples\/|add-?ons?\/|\/docs?\/|\/wiki|\/blob\/|\/issues\/|\/pull\/|(?<!charts\/base\/(?:files\/|.{0,40}))crds?[./-]|schemas?\b|grafana|kiali|dashboards?|net-istio|knative|istio-csr|gateway-api|cert-manager|proxy\.golang|[/.](?:client-go|api)@|\.(?:json|md|html?|png|svg|proto|go|mod)(?:$|[?#])/i;

/** Whoever runs on another machine's behalf reads a comment as little as we do. */
const COMMENT = /^\s*(?:#|\/\/|--|;|\*|<!--)/;

/** Longer lines are nobody's writing. */
const MAX_LINE = 4000;

export async function unreadAddresses(tree: Tree, detection: Detection): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const known = knownVersions(detection);
  const told = linesTold(detection);
  const found: Fetched[] = [];
  for (const path of context.candidates) {
    if (RECORDS.test(path) || context.isSetAside(path) || context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !namesIstio(text)) continue;
    append(found, inText(path, text));
    if (/\.(?:ya?ml|json)$/i.test(path) && REFERENCES.test(text))
      append(found, await inDocuments(context, path));
  }
  return found
    .filter(({ file, line }) => !told.has(`${file}:${line}`))
    .map(({ address, state, file, line }) => ({
      what: file,
      why: `it takes ${state} of ${address}, which speaks of Istio and is not in this repository: what that installs is not known`,
      file,
      line,
      fingerprint: fingerprintOf([file, address, state]),
      weak: true,
      ...(isKnown(known, state) ? { repeats: true } : {}),
    }));
}

interface Fetched {
  readonly address: string;
  readonly state: string;
  readonly file: string;
  readonly line: number;
}

function inText(file: string, text: string): readonly Fetched[] {
  const found: Fetched[] = [];
  const lines = text.split('\n');
  for (const { text: piece, line } of piecesOf(text, MAX_LINE)) {
    if (COMMENT.test(piece)) continue;
    const named = [PACKAGE, PART].flatMap(pattern =>
      [...piece.matchAll(pattern)].flatMap(([, one]) => one ?? []),
    );
    for (const address of [...(piece.match(ADDRESS) ?? []), ...(piece.match(DIGEST) ?? []), ...named]) {
      const isPart = named.includes(address);
      const asked = isPart && !LOOKS.test(address) ? REF.exec(address)?.[1] : undefined;
      const state = isOfMesh(address) ? (stateOf(address) ?? asked) : undefined;
      if (state === undefined) continue;
      const given = isPart ? versionsBelow(lines, line) : [];
      found.push({ address, state: [state, ...given].join(' with '), file, line });
    }
  }
  return found;
}

/** `@v4`, `@main`: of what a pipeline uses any state counts. */
const REF = /@([\w./-]{1,100})$/;
/** What only looks at what is there. */
const LOOKS = /lint|check|analy[sz]|validat|test|scan|docs/i;
/** Lines of a step that may give what it uses a version. */
const NEAR = 12;
const VERSION = /(?<![\w.])v?1\.\d{1,2}\.\d{1,3}(?:-[\w.]{1,60})?(?![\w.])/g;

/** Versions as Istio's are, below the line of a step (the first one is 1) and within it. */
function versionsBelow(lines: readonly string[], step: number): readonly string[] {
  const below = lines.slice(step, step + NEAR).map(line => line.slice(0, MAX_LINE));
  const end = below.findIndex(line => /^\s*-\s/.test(line));
  return below.slice(0, end < 0 ? below.length : end).flatMap(line => line.match(VERSION) ?? []);
}

function isOfMesh(address: string): boolean {
  return namesIstio(address) && !OTHERS.test(address);
}

function stateOf(address: string): string | undefined {
  const [, ...groups] = STATE.exec(address) ?? [];
  return groups.find(group => group !== undefined)?.replace(/\.(?:tgz|tar\.gz|zip)$/, '');
}

/** Keys of repositories, and of the state of one; without case, `_` and `-`. */
const REPOSITORIES = /^(?:url|uri|repo|repository|repourl|repositoryurl|git|giturl|remote|source|project)$/;
const STATES = /^(?:ref|tag|branch|commit|revision|targetrevision|semver|gitref|gitrevision)$/;
const REFERENCES = /(?:ref|tag|branch|commit|revision|semver|version|"remote")["']?[ \t]*:/i;

/** Roles and collections: https://docs.ansible.com/ansible/latest/galaxy/user_guide.html#installing-multiple-roles-from-a-file */
const REQUIREMENTS = /(?:^|\/)(?:requirements|galaxy)\.ya?ml$/;
/** An image stands under a repository and a tag, too. */
const FETCHED = /:\/\/|^git@|^(?:github|gitlab|bitbucket)\.[a-z]{2,10}\/|\.git$/i;

/** Objects that detectors of their own read, whichever repository they name. */
const READ = /^(?:argoproj\.io|helm\.toolkit\.fluxcd\.io)\/|^(?:OCIRepository|HelmRepository)$/;

async function inDocuments(context: DetectContext, path: string): Promise<readonly Fetched[]> {
  const found: Fetched[] = [];
  for (const { data } of (await context.yaml(path)).documents) {
    if (['apiVersion', 'kind'].some(key => READ.test(stringAt(data.value, [key]) ?? ''))) continue;
    eachPart(context, data, {
      matters: part => typeof part === 'string' && isOfMesh(part),
      what: 'repositories that it names',
      visit(value, place) {
        if (isRecord(value)) append(found, besides(data, value, place));
        return false;
      },
    });
  }
  return found;
}

/** `url: …` with `ref: v1.2.3` beside it, or `ref: {tag: v1.2.3}`. */
function besides(
  data: Positioned,
  value: Readonly<Record<string, unknown>>,
  place: DataPath,
): readonly Fetched[] {
  const keys = Object.keys(value).map(key => [key, key.toLowerCase().replace(/[_-]/g, '')] as const);
  const address = keys.flatMap(([key, plain]) =>
    REPOSITORIES.test(plain) && typeof value[key] === 'string' ? [value[key]] : [],
  )[0];
  // https://github.com/jsonnet-bundler/jsonnet-bundler: the state stands beside the source, not in it.
  const bundled = stringAt(value, ['source', 'git', 'remote']);
  if (bundled !== undefined && isOfMesh(bundled)) {
    const { file, line } = startOf(data, [...place, 'version']);
    return [{ address: bundled, state: stringAt(value, ['version']) ?? '', file, line }];
  }
  if (REQUIREMENTS.test(data.file)) {
    const named = ['src', 'source', 'name']
      .map(key => stringAt(value, [key]))
      .find(one => one && isOfMesh(one));
    const { file, line } = startOf(data, [...place, 'version']);
    const state = stringAt(value, ['version']);
    return named === undefined || state === undefined ? [] : [{ address: named, state, file, line }];
  }
  if (
    address === undefined ||
    !(FETCHED.test(address) || keys.some(([, plain]) => plain === 'project')) ||
    !isOfMesh(address) ||
    stateOf(address) !== undefined
  )
    return [];
  return keys.flatMap(([key, plain]) => {
    const given = STATES.test(plain) ? value[key] : undefined;
    const inner = isRecord(given) ? Object.entries(given) : [['', given] as const];
    return inner.flatMap(([name, state]) => {
      if (typeof state !== 'string' && typeof state !== 'number') return [];
      const { file, line } = startOf(data, [...place, key, ...(name === '' ? [] : [name])]);
      return [{ address, state: String(state), file, line }];
    });
  });
}
