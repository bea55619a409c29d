/**
 * Products that bring an Istio of their own choice: operators and platforms, in whatever form they are installed (a chart, an image, an
 * archive, a base of Kustomize, a variable). Which release of Istio that is stands in them; where their version moves, Istio may move.
 */
import type { Detection, Tree } from '../../model.js';
import { linesWithoutNotes } from '../../notes.js';
import { contextOf } from '../context.js';
import { fingerprintOf } from '../fingerprint.js';
import { isOfRelease } from '../istio/of-release.js';
import type { UnreadForm } from './forms.js';

interface Product {
  readonly named: RegExp;
  readonly what: string;
  readonly why: string;
  /** The form of what it acts on: where all of that names a release to the patch, another operator installs the same. */
  readonly actsOn?: string;
}

const PRODUCTS: readonly Product[] = [
  {
    // https://github.com/istio-ecosystem/sail-operator: versions.yaml, whose first entry is the default, and its release notes.
    named: /\bsail[-_]?operator(?!\.(?:io|istio))|\bsail_?version/i,
    what: 'the operator of Sail',
    why: 'which releases of Istio it installs, and what stands for a version that is not given or has no patch, is decided in the operator: see its release notes',
    actsOn: 'sail',
  },
  {
    // https://docs.solo.io/gloo-mesh/latest/setup/install/gloo-operator/
    named: /\bgloo[-_]operator\b|\bgloo_operator_version/i,
    what: 'the operator of Gloo',
    why: 'which releases of Istio it installs, by which charts and with which values, is decided in the operator: see Solo’s release notes',
    actsOn: 'gloo-operator',
  },
  {
    // https://docs.tetrate.io/service-bridge/: its control plane carries an Istio.
    named: /charts\.dl\.tetrate\.io|\btctl_version|\btsb_version/i,
    what: 'Tetrate Service Bridge',
    why: 'it brings a distribution of Istio of its own: see Tetrate’s release notes',
  },
  {
    // https://github.com/knative-extensions/net-istio/releases: `istio.yaml` is Istio, `net-istio.yaml` what Knative puts on it.
    named: /\/net-istio\/releases\/download\/[^\s/]+\/istio\.ya?ml/i,
    what: 'Istio out of Knative’s net-istio',
    why: 'which release of Istio that is stands in the release of net-istio: see there',
  },
  {
    // https://github.com/kubeflow/manifests: `example` takes in everything; its parts of Istio are read by their folders.
    named: /\bkubeflow\/manifests(?:\.git)?\/{1,2}example\b/i,
    what: 'Istio out of Kubeflow’s manifests',
    why: 'which release of Istio that is stands in the release of Kubeflow: see there',
  },
];

const VERSION = /(?<![\w.])v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?|[?&]ref=/;
/** Prose, and what only lists or tests. */
const ELSEWHERE = /\.(?:md|mdx|adoc|txt|lock|sum|mod|rst)$|(?:^|\/)(?:docs?|tests?|testdata)\//i;
/** Lines around a name in which its version stands. */
const NEAR = 60;
const NEAR_MARGIN = 8;
const MAX_LINE = 1000;

export async function unreadProducts(
  tree: Tree,
  { installations }: Detection,
): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  const isPinned = (form: string): boolean => {
    const own = installations.filter(({ release }) => release.form === form);
    return own.length > 0 && own.every(({ version }) => /^v?\d+\.\d+\.\d+/.test(version ?? ''));
  };
  for (const file of context.candidates) {
    if (context.isSetAside(file) || ELSEWHERE.test(file) || isOfRelease(tree, file)) continue;
    const text = (await context.text(file)) ?? '';
    for (const { named, what, why, actsOn } of PRODUCTS) {
      const told = named.test(text) ? versionsBeside(linesWithoutNotes(file, text), named) : [];
      if (told.length === 0) continue;
      const line = text.split('\n').indexOf(told[0] ?? '') + 1;
      const fingerprint = fingerprintOf([file, told.map(one => one.trim())]);
      const repeats = actsOn !== undefined && isPinned(actsOn);
      found.push({ what, why, file, line, fingerprint, weak: true, ...(repeats ? { repeats } : {}) });
    }
  }
  return found;
}

/** Lines with a version in the parts of a file that name a product. */
function versionsBeside(lines: readonly string[], named: RegExp): readonly string[] {
  const near = new Set<number>();
  for (const [index, line] of lines.entries())
    if (line.length <= MAX_LINE && named.test(line))
      for (const own of partAround(lines, index)) near.add(own);
  return [...near]
    .sort((left, right) => left - right)
    .map(index => lines[index] ?? '')
    .filter(line => line.length <= MAX_LINE && VERSION.test(line) && !/\bapiVersion\b/.test(line));
}

/** The entry of a list, the block or the paragraph that a line stands in: what stands as far in as it does, and further. */
function partAround(lines: readonly string[], index: number): readonly number[] {
  const depth = depthOf(lines[index] ?? '');
  // What stands at the margin has no other end than the next thing there.
  const near = depth === 0 ? NEAR_MARGIN : NEAR;
  const isOutside = (line: string): boolean =>
    line.search(/\S/) < depth || (depth === 0 && STARTS.test(line));
  const found = [index];
  for (let above = index; above > 0 && index - above < near && !isFirst(lines[above] ?? '', depth); above--) {
    if (depthOf(lines[above - 1] ?? '') < depth) break;
    found.push(above - 1);
  }
  for (let below = index + 1; below - index < near && below < lines.length; below++) {
    if (isOutside(lines[below] ?? '')) break;
    found.push(below);
  }
  return found;
}

/** How far in a line says something: behind the mark of an entry. */
function depthOf(line: string): number {
  return /^\s*(?:-\s+)?/.exec(line)?.[0].length ?? 0;
}

/** The line that the entry begins with, or what stands at the margin. */
function isFirst(line: string, depth: number): boolean {
  return (/^\s*-\s/.test(line) && depthOf(line) === depth) || (depth === 0 && STARTS.test(line));
}

/** What begins at the margin: a document, a block of Terraform, a key. */
const STARTS = /^---|^\}|^\w+\s+"|^\w[\w./-]*:\s*$/;
