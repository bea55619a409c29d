/** Names in texts of pipelines, where a text is nothing but one. */

/** `${{ env.ISTIO_VERSION }}`, `${{ matrix.versions.istio }}`, `${{ parameters.istio }}` of Azure; the name of the first is all that is left of it. */
const REFERENCE =
  /^\$\{\{\s*(?:(?:env|variables)\.([\w-]{1,80})|((?:matrix|parameters|steps|needs)(?:\.[\w-]{1,80}){1,4}))\s*\}\}$/;

/** `<< parameters.version >>`, `<< pipeline.parameters.version >>` of CircleCI; `$[[ inputs.version ]]` of GitLab */
const GIVEN =
  /^v?(?:<<\s{0,9}((?:pipeline\.)?parameters\.[\w-]{1,100})\s{0,9}>>|\$\[\[\s{0,9}(inputs\.[\w-]{1,100})\s{0,9}\]\])$/;

/** @returns what such a text stands for, as `valuesAt` of a workflow takes it */
export function nameIn(text: string): string | undefined {
  const [, variable, matrix] = REFERENCE.exec(text.trim()) ?? [];
  const [, parameter, input] = GIVEN.exec(text.trim()) ?? [];
  return variable ?? matrix ?? parameter ?? input;
}
