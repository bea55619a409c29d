/** Modules of Terraform whose only call is commented out. */
import type { Release } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf, isWithin, resolveInTree } from '../tree-path.js';
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
