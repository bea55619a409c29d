/** Which cluster a command is run on, as far as a script says: by a flag, or by what chooses one before it. */
import { hasPlaceholder } from '../istio/published-release.js';
import { type CommandLine, flagValue, readCommandLine } from './command-line.js';
import type { ScriptFile } from './file.js';
import type { Command, Word } from './text.js';

/** Further above a command, nothing that it is run with is chosen. */
const MAX_BEFORE = 60;

/** Words that begin a command which chooses a cluster for those after it. */
const CHOOSES: readonly RegExp[] = [
  /^(?:kubectl|oc) config (?:use-context|use|set-context)\b/,
  /^(?:kubectl ctx|kubectx|kubie|kubeswitch|switch)\b/,
  /^aws eks update-kubeconfig\b/,
  /^gcloud container (?:clusters|fleet memberships|hub memberships) get-credentials\b/,
  /^az aks get-credentials\b/,
  /^doctl (?:kubernetes|k8s) cluster kubeconfig save\b/,
  /^(?:kind|k3d|k0s|eksctl|civo|linode-cli|ibmcloud|rancher|tsh|oc)\b.*\b(?:kubeconfig|login|config|switch)\b/,
  /^minikube profile\b/,
];
const SETS = /^(?:export )?KUBECONFIG=/;
/** Flags of those that name it. */
const NAMES = ['name', 'cluster-name', 'cluster', 'context', 'kube-context', 'alias', 'n', 'c'];
const GRAMMAR = {
  withValue: new Set([
    ...NAMES,
    ...'region zone project profile resource-group subscription server namespace g p'.split(' '),
  ]),
  short: {},
};

/** @returns '' where nothing names one */
export function clusterOf(
  { commands, expand }: Pick<ScriptFile, 'commands' | 'expand'>,
  command: Command,
  line: CommandLine,
): string {
  const told = (word: Word | undefined): string => {
    const text = word ? expand(word.text) : '';
    return hasPlaceholder(text) ? '' : text;
  };
  for (const flag of ['kube-context', 'kubeconfig', 'kube-apiserver']) {
    const cluster = told(flagValue(line, flag));
    if (cluster !== '') return cluster;
  }
  const index = commands.indexOf(command);
  for (let at = index; at >= Math.max(0, index - MAX_BEFORE); at--) {
    const { words = [] } = commands[at] ?? {};
    const texts = words.slice(0, 6).map(({ text }) => text.replace(/^[@-]+(?=\w)/, ''));
    const set = words.find((_, place) => SETS.test(texts[place] ?? ''));
    if (set) return told({ ...set, text: set.text.replace(/^.*?KUBECONFIG=/, '') });
    if (at === index) continue;
    const start = /^(?:do|then|else|sudo)$/.test(texts[0] ?? '') ? 1 : 0;
    if (CHOOSES.some(chooses => chooses.test(texts.slice(start).join(' ')))) return told(chosenBy(words));
  }
  return '';
}

/** `--name dev`, else the last word: `kubectl config use-context dev` */
function chosenBy(words: readonly Word[]): Word | undefined {
  const line = readCommandLine(words, GRAMMAR);
  for (const name of NAMES) {
    const value = flagValue(line, name);
    if (value) return value;
  }
  return line.positions.at(-1);
}
