/** Variables of Flux's Kustomizations (`postBuild`), and what objects become with them. */
import { addTo } from '../../grouped.js';
import type { DataPath, Position } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { Built, BuiltObject } from '../kustomize/objects.js';
import { type Layered, read, readList, readText } from '../layered.js';
import { placeKey } from '../places.js';
import { filled } from '../reshaped.js';
import type { TerraformConfigMap } from '../terraform/config-maps.js';
import { terraformConfigMaps } from '../terraform/terraform.js';
import type { DataRequest, FluxData } from './data.js';
import { type Sealed, secretNamed } from './secrets.js';
import { hasPlaceholder, substituteText, type Variables } from './substitute.js';

/** A text that holds a variable whose value the tree does not decide. */
export interface Unresolved {
  readonly path: DataPath;
  readonly variables: readonly string[];
  readonly at: Position;
  readonly why: string;
}

/** Variables of an object that a source may set over what the tree says, which does not hold that source. */
export interface Overridden {
  readonly kustomization: string;
  readonly variables: readonly string[];
  /** `Secret cluster-secrets` */
  readonly by: readonly string[];
  /** What stands in place of their values, where the tree holds the sources and nobody can read them. */
  readonly sealed: readonly Sealed[];
}

export class FluxVariables {
  private readonly given = new Map<string, Position>();
  private readonly replaced = new Map<string, Position>();

  constructor(
    private readonly context: DetectContext,
    private readonly data: FluxData,
  ) {}

  /** The objects of Flux's own with the variables of the Kustomization that brings them; what is left open of each. */
  async substituted(
    kustomization: BuiltObject,
    built: Built,
    cluster: DataRequest['cluster'],
  ): Promise<{
    objects: readonly BuiltObject[];
    unresolved: ReadonlyMap<BuiltObject, readonly Unresolved[]>;
    overridden: ReadonlyMap<BuiltObject, Overridden>;
  }> {
    const unresolved = new Map<BuiltObject, readonly Unresolved[]>();
    const overridden = new Map<BuiltObject, Overridden>();
    if (!read(kustomization.object, ['spec', 'postBuild']))
      return { objects: built.objects, unresolved, overridden };
    const variables = await this.of(kustomization, cluster);
    const objects = built.objects.map(object => {
      if (isExempt(object.object) || !isFlux(object)) return object;
      const left: Unresolved[] = [];
      const used = new Set<string>();
      const layers = object.object.map(layer => ({
        ...layer,
        data: filled(layer.data, (text, path) => {
          const found =
            hasPlaceholder(text) || text.includes('$${') ? substituteText(text, variables) : undefined;
          for (const name of found?.filled ?? []) used.add(name);
          if (found && found.unresolved.length > 0) {
            const at = { file: layer.data.file, line: layer.data.lineOf(path) };
            const why = `${variables.unseen.join(', ')} of Kustomization ${kustomization.name} is not in this repository`;
            left.push({ path, variables: found.unresolved, at, why });
          }
          return found;
        }),
      }));
      const result = {
        ...object,
        object: layers,
        name: plainText(object.name, variables),
        namespace: plainText(object.namespace, variables),
      };
      if (left.length > 0) unresolved.set(result, left);
      const open = [...used].filter(name => variables.over?.has(name)).sort();
      if (open.length > 0) {
        const by = [...new Set(open.flatMap(name => variables.over?.get(name) ?? []))];
        const sealed = open.flatMap(name => variables.sealed?.get(name) ?? []);
        overridden.set(result, { kustomization: kustomization.name, variables: open, by, sealed });
      }
      return result;
    });
    return { objects, unresolved, overridden };
  }

  /** Places that give a variable to nobody who asked: each has it from another one, which counts more. */
  get overridden(): readonly Position[] {
    return [...this.replaced].flatMap(([key, place]) => (this.given.has(key) ? [] : [place]));
  }

  private async madeByTerraform(name: string): Promise<TerraformConfigMap | undefined> {
    return (await terraformConfigMaps(this.context)).get(name);
  }

  /** `substituteFrom` in order, then `substitute`, which wins. */
  async of(kustomization: BuiltObject, cluster: DataRequest['cluster']): Promise<Variables> {
    const { object, namespace } = kustomization;
    const known = new Map<string, { value: string; at: Position }>();
    const unseen: string[] = [];
    const over = new Map<string, string[]>();
    const sealed = new Map<string, Sealed>();
    const give = (key: string, variable: { value: string; at: Position }): void => {
      const before = known.get(key)?.at;
      if (before) this.replaced.set(placeKey(before), before);
      known.set(key, variable);
      over.delete(key);
      sealed.delete(key);
    };
    const hide = (key: string, by: string, value: Sealed): void => {
      if (!known.has(key)) return;
      addTo(over, key, by);
      sealed.set(key, value);
    };
    for (const entry of readList(object, ['spec', 'postBuild', 'substituteFrom'])) {
      const kind = stringAt(entry, ['kind']) ?? 'ConfigMap';
      const name = stringAt(entry, ['name']) ?? '';
      const near = kustomization.chain.map(({ file }) => file);
      const request = { kind, name, namespace, near, cluster };
      const secret = kind === 'Secret' ? await secretNamed(this.context, request) : undefined;
      if (secret) {
        const by = `${kind} ${name}`;
        for (const key of secret.rest ? known.keys() : []) if (secret.rest) hide(key, by, secret.rest);
        for (const [key, value] of secret.sealed) hide(key, by, value);
        for (const [key, { text, at }] of secret.plain) give(key, { value: text, at });
        if (secret.rest || secret.sealed.size > 0) unseen.push(by);
        continue;
      }
      const found = await this.data.find(request);
      for (const [key, { text, at }] of found ?? []) give(key, { value: text, at });
      const made = found || kind !== 'ConfigMap' ? undefined : await this.madeByTerraform(name);
      if (!found && !made?.isWhole) {
        unseen.push(`${kind} ${name}`);
        for (const key of known.keys()) addTo(over, key, `${kind} ${name}`);
      }
      for (const [key, value] of made?.data ?? []) give(key, value);
    }
    for (const { data } of object) {
      const inline = data.at(['spec', 'postBuild', 'substitute']);
      if (typeof inline.value !== 'object' || inline.value === null) continue;
      for (const key of Object.keys(inline.value)) {
        const part = inline.at([key]);
        const { value } = part;
        if (typeof value === 'object') continue;
        give(key, { value: String(value), at: { file: part.file, line: part.lineOf([]) } });
      }
    }
    for (const { at } of known.values()) this.given.set(placeKey(at), at);
    return { known, unseen, over, sealed };
  }
}

/** An object of one of Flux's own API groups, or of its operator's. */
export function isFlux({ group }: BuiltObject): boolean {
  return group.endsWith('.toolkit.fluxcd.io') || group === OPERATOR;
}

/** ResourceSets, and what they are filled with. */
export const OPERATOR = 'fluxcd.controlplane.io';

function isExempt(object: Layered): boolean {
  return ['labels', 'annotations'].some(
    key => readText(object, ['metadata', key, 'kustomize.toolkit.fluxcd.io/substitute']) === 'disabled',
  );
}

/** What lies elsewhere may set more than the default says: such a text stays as it is written. */
export function decidedText(text: string, variables: Variables) {
  const found = substituteText(text, variables);
  return found && found.unresolved.length > 0 && !hasPlaceholder(String(found.value)) ? undefined : found;
}

function plainText(text: string, variables: Variables): string {
  const found = substituteText(text, variables);
  return found && found.unresolved.length === 0 ? String(found.value) : text;
}
