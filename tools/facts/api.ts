/**
 * What the release's API defines (istio/api, at the commit that the release's own go.mod names): fields of the mesh
 * config and of the proxies' config, annotations and labels.
 */
import protobuf from 'protobufjs';
import type { SettingKind } from '../../src/knowledge/facts/model.js';
import { GitClone, type TreeEntry } from './git.js';
import type { SettingAt } from './ranges.js';
import { isRecord, listAt, textAt } from './records.js';
import type { Sources } from './source.js';

/** Kinds that come from there. */
export const apiKinds = ['meshField', 'annotation', 'label'] as const satisfies readonly SettingKind[];

const PROTOS = ['mesh/v1alpha1/config.proto', 'mesh/v1alpha1/proxy.proto', 'mesh/v1alpha1/network.proto'];
const ANNOTATIONS = 'annotation/annotations.yaml';
const LABELS = 'label/labels.yaml';

/** Deeper fields than these are wholes that nobody sets leaf by leaf. */
const MAX_DEPTH = 5;

export class ApiClone {
  readonly #clone: GitClone;
  readonly #sources: Sources;

  constructor(directory: string, openSources: (clone: GitClone) => Sources) {
    this.#clone = new GitClone(directory);
    this.#sources = openSources(this.#clone);
  }

  close(): void {
    this.#clone.close();
  }

  /**
   * @param version of the module istio.io/api: a tag, or a pseudo-version that ends with a commit
   * @throws where the clone does not hold that commit
   */
  async read(version: string): Promise<readonly SettingAt[]> {
    const files = new Map(this.#clone.filesAt(revisionOf(version)).map(entry => [entry.path, entry]));
    return [
      ...(await this.#fields(files)),
      ...(await this.#named(files.get(ANNOTATIONS), 'annotation', 'annotations')),
      ...(await this.#named(files.get(LABELS), 'label', 'labels')),
    ];
  }

  async #fields(files: ReadonlyMap<string, TreeEntry>): Promise<readonly SettingAt[]> {
    const root = new protobuf.Root();
    for (const path of PROTOS) {
      const entry = files.get(path);
      const text = entry && (await this.#sources.text(entry));
      if (text === undefined) continue;
      try {
        protobuf.parse(text, root, { keepCase: false });
      } catch (error) {
        this.#sources.report(`${path}: does not parse as protobuf: ${(error as Error).message}`);
      }
    }
    const mesh = root.lookup('istio.mesh.v1alpha1.MeshConfig');
    if (!(mesh instanceof protobuf.Type)) return [];
    return fieldsOf(mesh, '', 1).map(name => ({ kind: 'meshField', name, component: 'pilot', default: '' }));
  }

  async #named(
    entry: TreeEntry | undefined,
    kind: 'annotation' | 'label',
    list: string,
  ): Promise<readonly SettingAt[]> {
    const file = entry && (await this.#sources.yaml(entry));
    if (file === undefined) return [];
    return listAt(file, list).flatMap(item => {
      const name = isRecord(item) ? textAt(item, 'name') : '';
      if (name === '') return [];
      const isDeprecated = isRecord(item) && item.deprecated === true;
      return [{ kind, name, component: 'pod', default: isDeprecated ? 'deprecated' : '' }];
    });
  }
}

/** Dotted paths of a message's fields, those inside of them included; `[]` for what stands in a list. */
function fieldsOf(type: protobuf.Type, prefix: string, depth: number): readonly string[] {
  return type.fieldsArray.flatMap(field => {
    const name = `${prefix}${field.name}`;
    // A map is handed on whole: its keys are somebody's own.
    if (field instanceof protobuf.MapField || depth >= MAX_DEPTH) return [name];
    const inner = type.lookup(field.type);
    if (!(inner instanceof protobuf.Type) || inner === type) return [name];
    return [name, ...fieldsOf(inner, `${name}${field.repeated ? '[]' : ''}.`, depth + 1)];
  });
}

/** The commit at the end of a pseudo-version; else the tag. */
function revisionOf(version: string): string {
  return /-([0-9a-f]{12})$/.exec(version)?.[1] ?? `refs/tags/${version}`;
}
