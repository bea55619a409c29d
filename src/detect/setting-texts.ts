/** Texts of a tree that may set something by its name, whatever they speak of: variables of Ansible, pipelines, scripts, inventories. */
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';

export interface SettingText {
  readonly path: string;
  readonly text: string;
}

/** Files that set variables, or run what does: scripts may have no end to their names. */
const SETS =
  /\.(?:ya?ml|json|toml|ini|cfg|conf|env|sh|bash|ps1|mk|j2|groovy|py|tf|tfvars|hcl)$|(?:^|\/)(?:hosts|inventory|Makefile|justfile|Jenkinsfile|Vagrantfile|Dockerfile|\.env)[^/]*$|(?:^|\/)[^./]+$/i;
export function isSetting(path: string): boolean {
  return SETS.test(path);
}

/** More of them than are read for what they say of a name, and more text than they have together. */
const MAX_FILES = 5000;
const MAX_LENGTH = 60_000_000;

/**
 * Those of a tree.
 * @returns undefined where there is more than is read: then nobody knows what nothing says
 */
export async function readSettings(
  all: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<readonly SettingText[] | undefined> {
  const paths = all.filter(isSetting);
  if (paths.length > MAX_FILES) return undefined;
  const found: SettingText[] = [];
  let length = 0;
  for (const path of paths) {
    const text = (await read(path)) ?? '';
    length += text.length;
    if (length > MAX_LENGTH) return undefined;
    found.push({ path, text });
  }
  return found;
}

export const settingTexts = oncePerTree((context: DetectContext) =>
  readSettings(context.tree.paths, path => context.text(path)),
);
