/** How Helm is called in scripts: its names, which of its flags take a value, and its repositories. */
import { hasPlaceholder } from '../istio/published-release.js';
import { type Grammar, readCommandLine, toolWords } from './command-line.js';
import type { ScriptFile } from './file.js';
import { commandsIn } from './text.js';

export const HELM = /^(?:\S*\/)?helm3?(?:\.exe)?$|^\$[{(]?\w*HELM(?:3|_BIN|_CMD|_EXE|_BINARY)?[})]?$/i;

/** Flags of https://helm.sh/docs/helm/helm_upgrade/ and its relatives that take a value. */
export const HELM_GRAMMAR: Grammar = {
  withValue: new Set(
    (
      'version values set name set-string set-json set-file set-literal namespace repo kube-version timeout kubeconfig ' +
      'kube-context kube-apiserver kube-token kube-as-user kube-as-group history-max description output username password ca-file ' +
      'cert-file key-file keyring post-renderer post-renderer-args labels name-template burst-limit qps api-versions ' +
      'show-only output-dir registry-config repository-cache repository-config kube-ca-file kube-tls-server-name dry-run-mode ' +
      'destination untardir'
    ).split(' '),
  ),
  short: {
    f: 'values',
    n: 'namespace',
    i: 'install',
    g: 'generate-name',
    o: 'output',
    l: 'labels',
    a: 'api-versions',
    s: 'show-only',
    d: 'destination',
  },
};

/** Names that `helm repo add` gives to addresses. */
export function aliasesOf(scripts: readonly ScriptFile[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const script of scripts) {
    for (const command of script.commands) {
      const words = toolWords(command, HELM, commandsIn);
      if (!words) continue;
      const { positions } = readCommandLine(words, HELM_GRAMMAR);
      const [repo, add, name, url] = positions.map(({ text }) => script.expand(text));
      if (repo === 'repo' && add === 'add' && name && url && !hasPlaceholder(url)) aliases.set(name, url);
    }
  }
  return aliases;
}
