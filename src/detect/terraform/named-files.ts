/** Files of the tree that expressions of Terraform and of Terragrunt name: their texts, and templates filled in. */
import type { EvaluatedValue } from '../../evaluated/value.js';
import { type HclScope, withNames } from '../../hcl/evaluate.js';
import type { ReadFile } from '../../hcl/functions.js';
import type { TemplatePart } from '../../hcl/syntax.js';
import { fillTemplate } from '../../hcl/text.js';
import type { TerraformFiles } from './files.js';

/** @param path of the tree; undefined where the expression names none */
export function fileOf(files: TerraformFiles, path: string | undefined): ReadFile | undefined {
  const text = path === undefined ? undefined : files.readText(path);
  if (path === undefined || text === undefined) return undefined;
  return { path, text, template: () => files.parser.parseTemplate(text) };
}

/** Inside a template only the names that it was given mean anything. */
export function filledFile(
  scope: HclScope,
  file: string,
  parts: readonly TemplatePart[],
  names: ReadonlyMap<string, EvaluatedValue>,
): EvaluatedValue {
  const bare: HclScope = Object.create(scope, {
    file: { value: file },
    lookup: { value: () => undefined },
  });
  return fillTemplate(parts, withNames(bare, names), { file, line: 1 });
}
