/**
 * A folder of manifests that an Application deploys, and what it does to them.
 * Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/,
 * https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/
 */
import type { DeployedFolder, Positioned } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import { itemsOf, ofItems, withKeys } from '../kustomize/composed.js';
import { splitImage } from '../kustomize/images.js';
import { matchesWhole } from '../kustomize/pattern.js';
import type { Application, ApplicationSource } from './applications.js';

export function deployedFolder(
  application: Application,
  { data }: ApplicationSource,
  folder: string,
): DeployedFolder {
  const settings = data.at(['kustomize']);
  const directory = data.at(['directory']).value;
  const files = filesOf(directory, folder);
  return {
    folder,
    ...destinationOf(application),
    declared: application.at,
    ...files,
    ...(isExplicit(directory) ? { isPlain: true as const } : {}),
    ...(isRecord(settings.value) ? { settings: withImages(settings) } : {}),
  };
}

/**
 * A directory that says anything is one, whatever lies in it; an empty one says nothing.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/tool_detection/
 */
function isExplicit(directory: unknown): boolean {
  return (
    isRecord(directory) &&
    Object.values(directory).some(value => value !== false && value !== '' && value !== null)
  );
}

/** `images` are texts here (`name=other/name:tag`), as for `kustomize edit set image`. */
function withImages(settings: Positioned): Positioned {
  const images = settings.at(['images']);
  if (!Array.isArray(images.value)) return settings;
  const entries = itemsOf(images).map(item =>
    typeof item.value === 'string' ? positionedAt(item.file, item.lineOf([]), imageEntry(item.value)) : item,
  );
  return withKeys(settings, new Map([['images', ofItems(images, entries)]]));
}

function imageEntry(text: string) {
  const [left = '', right] = text.split('=', 2);
  const { name: newName, tag: newTag, digest } = splitImage(right ?? left);
  return { name: right === undefined ? newName : left, newName, newTag, digest };
}

/** The cluster that an Application deploys to, by address or name, and the namespace. */
export function destinationOf(application: Application): {
  readonly namespace: string;
  readonly destination: string;
} {
  const { value } = application.data.at(['spec', 'destination']);
  return {
    namespace: stringAt(value, ['namespace']) ?? '',
    destination: stringAt(value, ['server']) || stringAt(value, ['name']) || '',
  };
}

/** The files of the folder itself, and below it where `recurse` says so; `include` and `exclude` are patterns below it. */
function filesOf(directory: unknown, folder: string): Pick<DeployedFolder, 'isMeant' | 'isLeftOut'> {
  const recurses = isRecord(directory) && directory.recurse === true;
  const include = matcher(stringAt(directory, ['include']));
  const exclude = matcher(stringAt(directory, ['exclude']));
  const below = (path: string): string => (folder === '' ? path : path.slice(folder.length + 1));
  const isReached = (path: string): boolean => recurses || !below(path).includes('/');
  const isTaken = (path: string): boolean =>
    include?.(below(path)) !== false && exclude?.(below(path)) !== true;
  return {
    isMeant: path => isReached(path) && isTaken(path),
    ...(include || exclude ? { isLeftOut: path => isReached(path) && !isTaken(path) } : {}),
  };
}

/** The pattern; undefined where there is none, or none that can be read. */
function matcher(pattern: string | undefined): ((path: string) => boolean) | undefined {
  if (!pattern) return undefined;
  const expression = expressionOf(pattern);
  return matchesWhole(expression, '') === undefined
    ? undefined
    : path => matchesWhole(expression, path) === true;
}

/** As an expression whose time is linear: `*` and `**` go over folders here, `{a,b}` is either. */
function expressionOf(pattern: string): string {
  const parts = pattern.match(/\*+|\[[^\]]{1,1000}\]|\\.|./gs) ?? [];
  return parts
    .map(part => {
      if (part.startsWith('*')) return '.*';
      if (part.length > 1 && part.startsWith('[')) return part.replace(/^\[!/, '[^');
      const plain: Readonly<Record<string, string>> = { '?': '.', '{': '(?:', '}': ')', ',': '|' };
      if (part === ',' && !pattern.includes('{')) return ',';
      return plain[part] ?? (part.length > 1 ? part : part.replace(/[.+^$()|\]\\[]/, '\\$&'));
    })
    .join('');
}
