/** The tools whose Go templates are filled: what each adds to Go's functions and Sprig's, and what a missing key is to it. */
import type { TemplateFunction } from './functions.js';
import { applicationSetFunctions } from './functions-argocd.js';
import { helmFunctions } from './functions-helm.js';
import { helmfileFunctions } from './functions-helmfile.js';

export interface TemplateLanguage {
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /**
   * Go's option `missingkey`. A key that is not there is an error; or nothing, below which nothing may be asked for; or
   * nothing, and below it nothing again, printed as `<no value>`. Source: https://pkg.go.dev/text/template#Template.Option
   */
  readonly missingKey: 'error' | 'zero' | 'default';
}

/** Source: https://github.com/helmfile/helmfile/blob/v0.169.2/pkg/tmpl/context_tmpl.go */
export const HELMFILE: TemplateLanguage = { functions: helmfileFunctions, missingKey: 'error' };

/** Source: https://github.com/helm/helm/blob/v3.17.3/pkg/engine/engine.go */
export const HELM: TemplateLanguage = { functions: helmFunctions, missingKey: 'zero' };

/**
 * @param options the set's `goTemplateOptions`
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
 */
export function applicationSet(options: readonly unknown[]): TemplateLanguage {
  const missingKey = options.includes('missingkey=error')
    ? 'error'
    : options.includes('missingkey=zero')
      ? 'zero'
      : 'default';
  return { functions: applicationSetFunctions, missingKey };
}
