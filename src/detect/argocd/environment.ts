/**
 * What Argo CD substitutes in the names of values files and in parameters.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/
 */
import { stringAt } from '../data.js';
import type { Application, ApplicationSource } from './applications.js';

export interface Substituted {
  readonly text: string;
  /** Variables that only the deploying Argo CD knows, such as the revision. */
  readonly unknown: readonly string[];
}

/** Variables whose values are in no repository. */
const UNKNOWN =
  /^(ARGOCD_APP_REVISION|ARGOCD_APP_REVISION_SHORT|ARGOCD_APP_REVISION_SHORT_8|KUBE_VERSION|KUBE_API_VERSIONS)$/;

/** Replaces `$NAME` and `${NAME}`; a name that Argo CD does not know becomes empty, `$$` a dollar sign. */
export function substitute(text: string, application: Application, source: ApplicationSource): Substituted {
  const variables = variablesOf(application, source);
  const unknown: string[] = [];
  const replaced = text.replace(
    /\$(?:\$|\{([^}]{0,1000})\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (match, braced, plain) => {
      if (match === '$$') return '$';
      const name: string = braced ?? plain;
      if (UNKNOWN.test(name)) unknown.push(name);
      return variables.get(name) ?? '';
    },
  );
  return { text: replaced, unknown };
}

function variablesOf(application: Application, source: ApplicationSource): ReadonlyMap<string, string> {
  const { data } = application;
  return new Map([
    ['ARGOCD_APP_NAME', application.name],
    ['ARGOCD_APP_NAMESPACE', stringAt(data.value, ['spec', 'destination', 'namespace']) ?? ''],
    ['ARGOCD_APP_PROJECT_NAME', stringAt(data.value, ['spec', 'project']) ?? 'default'],
    ['ARGOCD_APP_SOURCE_REPO_URL', stringAt(source.data.value, ['repoURL']) ?? ''],
    ['ARGOCD_APP_SOURCE_PATH', stringAt(source.data.value, ['path']) ?? ''],
    ['ARGOCD_APP_SOURCE_TARGET_REVISION', stringAt(source.data.value, ['targetRevision']) ?? ''],
  ]);
}
