/** What Crossplane makes of compositions: the Releases of Helm among it, for each object of the tree that asks for them. */

import { opened } from '../../evaluated/opened.js';
import type { OpenPath } from '../../evaluated/plain.js';
import { type EvaluatedValue, type Gap, valueFrom } from '../../evaluated/value.js';
import { groupBy } from '../../grouped.js';
import type { Position, Positioned, Problem } from '../../model.js';
import { stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { type Manifest, manifest as manifestOf } from '../manifests.js';
import { asWritten, type OverlaidManifest } from '../overlaid.js';
import {
  assumedComposite,
  type Composite,
  compositeOf,
  compositesIn,
  compositionsFor,
  type Declared,
  declaredIn,
} from './declared.js';
import { withValue } from './field-path.js';
import { isRelease, patchedResources, releaseBases } from './patches.js';
import { templatedResources } from './templates.js';

/** One resource that a composition makes. */
export interface Composed {
  readonly data: Positioned;
  readonly open: readonly OpenPath[];
  /** What may bring more than is there. */
  readonly missing: readonly Gap[];
  /** Where its version is written, where the data does not say so. */
  readonly versionAt?: Position | undefined;
  /** Where the composition writes it. */
  readonly written: Position;
  /** How the composition calls it. */
  readonly name: string;
  readonly problems: readonly Problem[];
}

export interface ComposedRelease {
  readonly manifest: OverlaidManifest;
  readonly missing: readonly Gap[];
  readonly versionAt?: Position | undefined;
  readonly problems: readonly Problem[];
}

export interface ComposedReleases {
  readonly releases: readonly ComposedRelease[];
  /** True for what stands in a composition, and is no object by itself. */
  isBase(manifest: Manifest): boolean;
}

/** Compositions whose resources are composite resources themselves. */
const MAX_DEPTH = 5;
/** More resources than compositions of people make. */
const MAX_RESOURCES = 10_000;

/** In a composition, also in a template that it holds. */
const RELEASES = /\bhelm\.(?:m\.)?crossplane\.io\//;

export async function composedReleases(context: DetectContext): Promise<ComposedReleases> {
  const declared = await declaredIn(context);
  const bases = new Set(
    declared.compositions.flatMap(one =>
      releaseBases(one).map(path => placeOf(one.file, one.data.lineOf(path))),
    ),
  );
  const isBase = ({ file, data }: Manifest): boolean => bases.has(placeOf(file, data.lineOf([])));
  const texts = await Promise.all(declared.compositions.map(({ file }) => context.text(file)));
  if (!texts.some(text => text !== undefined && RELEASES.test(text) && namesIstio(text)))
    return { releases: [], isBase };
  const maker = new Maker(context, declared);
  for (const composite of await compositesIn(context, declared)) maker.make(composite, 0);
  maker.makeUnasked();
  return { releases: maker.releases(), isBase };
}

interface Made {
  readonly composite: Composite;
  readonly composed: Composed;
}

class Maker {
  private readonly made = new Map<Manifest, Made[]>();
  private left = MAX_RESOURCES;

  constructor(
    private readonly context: DetectContext,
    private readonly declared: Declared,
  ) {}

  make(composite: Composite, depth: number): void {
    for (const composition of compositionsFor(this.declared, composite))
      this.makeBy(composition, composite, depth);
  }

  /**
   * What nobody in the tree asks for is made by what its definition says; where another composition that nobody asks for
   * makes it, by what that says.
   */
  makeUnasked(): void {
    const asked = new Set(this.made.keys());
    const open = this.declared.compositions.filter(one => !asked.has(one));
    const direct = new Set<Composite>();
    for (const composition of open) {
      if (this.made.has(composition)) continue;
      const composite = assumedComposite(this.declared, composition);
      direct.add(composite);
      this.makeBy(composition, composite, 0);
    }
    for (const [composition, made] of this.made) {
      const nested = made.filter(({ composite }) => !direct.has(composite));
      const meant = asked.has(composition) ? made.filter(({ composite }) => !composite.isAssumed) : nested;
      if (meant.length > 0 || asked.has(composition)) this.made.set(composition, meant);
    }
  }

  private makeBy(composition: Manifest, composite: Composite, depth: number): void {
    const made = this.made.get(composition) ?? [];
    this.made.set(composition, made);
    const resources = [
      ...patchedResources(composition, composite),
      ...templatedResources(this.context, composition, composite),
    ];
    for (const composed of resources) {
      if (this.left-- <= 0) {
        this.context.leave(
          composition.file,
          `compositions make more than ${MAX_RESOURCES} resources: the rest was not looked at`,
        );
        return;
      }
      const object = objectOf(composed);
      if (isRelease(object)) made.push({ composite, composed });
      else if (depth < MAX_DEPTH) this.make(this.nested(object, composed, composite), depth + 1);
    }
  }

  /** Another composite resource, asked for by whoever asks for this one. */
  private nested(object: Manifest, { open, missing, data }: Composed, outer: Composite): Composite {
    const { declared, destination, isAssumed } = outer;
    const value = open.reduce<EvaluatedValue>(
      (whole, { path, gap }) => withValue(whole, path, () => ({ kind: 'unknown', gap, at: gap.at })) ?? whole,
      valueFrom(data),
    );
    const [gap] = missing;
    const written = gap ? opened(value, gap) : value;
    return { ...compositeOf(this.declared, { ...object, declared, destination }, written), isAssumed };
  }

  releases(): readonly ComposedRelease[] {
    return [...this.made.values()].flatMap(releasesOf);
  }
}

/** One for each way to ask that makes a difference; where there is one only, it is the composition's. */
function releasesOf(made: readonly Made[]): readonly ComposedRelease[] {
  const byWritten = groupBy(
    made,
    ({ composed: { written, name, data } }) =>
      `${placeOf(written.file, written.line)} ${name} ${stringAt(data.value, [...CHART, 'name'])}`,
  );
  return [...byWritten.values()].flatMap(same => {
    const different = new Map<string, Made>();
    for (const one of same) {
      const key = outcomeOf(one);
      if (!different.has(key)) different.set(key, one);
    }
    const all = [...different.values()];
    const [only] = all;
    return all.map(({ composite, composed }) => {
      const isOwn =
        composite.isAssumed || (all.length === 1 && only && versionFile(only) !== composite.declared.file);
      const object = { ...objectOf(composed), embedded: true, open: composed.open } as const;
      return {
        manifest: {
          ...asWritten(object),
          declared: isOwn ? composed.written : composite.declared,
          // Of several that ask, each is a place of its own, in whatever order they stand.
          destination:
            all.length > 1
              ? [composite.destination, nameOf(composite)].filter(part => part !== '').join('-')
              : composite.destination,
        },
        missing: composed.missing,
        versionAt: composed.versionAt,
        problems: composed.problems,
      };
    });
  });
}

/** `XMesh edge` is `edge`. */
function nameOf({ called }: Composite): string {
  return called.replace(/^\S+\s+/, '');
}

const CHART = ['spec', 'forProvider', 'chart'];

function outcomeOf({ composite, composed: { data, open, versionAt } }: Made): string {
  const places = ['version', 'url', 'name'].map(key => {
    const part = data.at([...CHART, key]);
    return placeOf(part.file, part.lineOf([]));
  });
  const gaps = open.map(({ path, gap }) => [path, gap.what]);
  return JSON.stringify([places, versionAt, data.value, gaps, composite.destination]);
}

function versionFile({ composed: { data, versionAt } }: Made): string {
  return versionAt?.file ?? data.at([...CHART, 'version']).file;
}

function objectOf({ data, name }: Composed): Manifest {
  const object = manifestOf(data, 0, []);
  return { ...object, name: object.name || name };
}

function placeOf(file: string, line: number): string {
  return `${file}:${line}`;
}
