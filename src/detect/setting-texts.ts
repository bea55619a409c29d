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

/** @returns undefined where there is more than is read: then nobody knows what nothing says */
export const settingTexts = oncePerTree(
  async (context: DetectContext): Promise<readonly SettingText[] | undefined> => {
    const paths = context.tree.paths.filter(isSetting);
    if (paths.length > MAX_FILES) return undefined;
    const found: SettingText[] = [];
    let length = 0;
    for (const path of paths) {
      const text = (await context.text(path)) ?? '';
      length += text.length;
      if (length > MAX_LENGTH) return undefined;
      found.push({ path, text });
    }
    return found;
  },
);
