/** Modules of Terraform whose only call is commented out. */
import { escapeForRegExp } from '../../escape-regexp.js';
import type { Release } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { settingTexts } from '../setting-texts.js';
import { baseName, folderOf, isWithin, resolveInTree } from '../tree-path.js';
import { goesThrough } from './applies.js';
import type { Left } from './left-out-search.js';

const TERRAFORM = /\.(?:tf|tofu)$/;
/** Local ones only. Source: https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
const SOURCE = /\bsource\s{0,40}=\s{0,40}"(\.\.?\/[^"\n]{0,300})"/g;
/** Comments as people take code out: whole lines, and blocks that begin one. A `/*` within a line may be part of a text. */
const COMMENTS = /^[ \t]*(?:#.*|\/\/.*|\/\*[\s\S]*?\*\/)/gm;
/** More text than a file of Terraform is. */
const MAX_TEXT = 500_000;

interface Calls {
  /** `file:line`, by folders of modules. */
  readonly commented: ReadonlyMap<string, string>;
  readonly made: ReadonlySet<string>;
}

const calls = oncePerTree(async (context): Promise<Calls> => {
  const commented = new Map<string, string>();
  const made = new Set<string>();
  for (const path of context.tree.paths.filter(one => TERRAFORM.test(one))) {
    const text = ((await context.text(path)) ?? '').slice(0, MAX_TEXT);
    if (!text.includes('source')) continue;
    for (const comment of text.matchAll(COMMENTS))
      for (const found of comment[0].matchAll(SOURCE)) {
        const folder = resolveInTree(folderOf(path), found[1] ?? '');
        const line = text.slice(0, comment.index + found.index).split('\n').length;
        if (folder) commented.set(folder, `${path}:${line}`);
      }
    for (const [, source = ''] of text.replace(COMMENTS, '').matchAll(SOURCE)) {
      const folder = resolveInTree(folderOf(path), source);
      if (folder) made.add(folder);
    }
  }
  return { commented, made };
});

/** What runs Terraform in a folder of its own keeps its state, or settings, there. */
const ROOT = /(?:^|\/)(?:[^/]*\.tfvars(?:\.json)?|terragrunt\.hcl|\.terraform\.lock\.hcl)$/;
const BACKEND = /^[ \t]*(?:backend|cloud)\b[^\n{]{0,80}\{/m;

/** What runs Terraform in folders, or writes it. */
const RUNS = /\b(?:terraform|tofu|terragrunt|atmos|tfe_workspace|tfctl)\b/i;
const PROGRAM = /(?:^|\/)cdktf\.json$/;

/** `-chdir="$STACK"`, `cd $STACK` */
const OPEN = /(?:chdir[= ]|\bcd\s+|director(?:y|ies)["']?\s*[:=]\s*)["']?(?:\.\/)?[$*{]/;
/** `for d in *\/` */
const EACH = /\bin\s+(?:\.\/)?\*\//;

/** Something says the folder's name, or goes through what is around it: `-chdir="infra/$STACK"`, `for d in *\/`, `modules/${each.key}`. */
async function mayBeRun(context: DetectContext, folder: string): Promise<boolean> {
  const texts = await settingTexts(context);
  // Where there is more than is read, nobody knows what nothing says.
  if (texts === undefined || context.tree.paths.some(path => PROGRAM.test(path))) return true;
  const parent = baseName(folderOf(folder));
  const isOpen = (said: string): boolean => EACH.test(said) || (parent === '' && OPEN.test(said));
  const name = new RegExp(`(?<![\\w.-])${escapeForRegExp(baseName(folder))}(?![\\w-])`);
  return texts.some(({ path, text }) => {
    if (isWithin(folder, path)) return false;
    const said = text.replace(COMMENTS, '');
    if (TERRAFORM.test(path))
      return said.includes(`//${folder}`) || (parent !== '' && said.includes(`${parent}/\${`));
    if (!RUNS.test(said) && !RUNS.test(path)) return false;
    return (
      name.test(said) ||
      isOpen(said) ||
      goesThrough(said, parent) ||
      (parent !== '' && said.includes(`${parent}/{`))
    );
  });
}

/** @returns nothing for a folder that is run by itself, or that something else calls */
export async function commentedModule(
  context: DetectContext,
  { declared: { file }, form }: Pick<Release, 'declared' | 'form'>,
): Promise<Left | undefined> {
  if (form !== 'terraform') return undefined;
  const folder = folderOf(file);
  const { commented, made } = await calls(context);
  const at = commented.get(folder);
  if (at === undefined || made.has(folder) || isWithin(folder, at)) return undefined;
  if (await mayBeRun(context, folder)) return undefined;
  for (const path of context.tree.below(folder)) {
    if (ROOT.test(path)) return undefined;
    if (TERRAFORM.test(path) && BACKEND.test((await context.text(path)) ?? '')) return undefined;
  }
  return {
    why: `${at} has the call of the module ${folder} commented out, and nothing else calls it`,
    aside: folder,
    by: at.slice(0, at.lastIndexOf(':')),
    isMeant: true,
  };
}
