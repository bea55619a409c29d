/**
 * Commands of other tools that have a chart installed, as the commands of Helm that they stand for: `flux create helmrelease`
 * (https://fluxcd.io/flux/cmd/flux_create_helmrelease/) and `argocd app create`
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app_create/).
 */
import { type CommandLine, flagValue, type Grammar, readCommandLine } from './command-line.js';
import type { Command, Word } from './text.js';

interface Tool {
  readonly name: RegExp;
  /** What it is asked for, before the name. */
  readonly verbs: readonly string[];
  readonly chart: string;
  /** Its flags, by those of Helm. */
  readonly flags: Readonly<Record<string, string>>;
}

const TOOLS: readonly Tool[] = [
  {
    name: /^(?:\S*\/)?flux$/,
    verbs: ['create', 'helmrelease'],
    chart: 'chart',
    flags: {
      'chart-version': 'version',
      'target-namespace': 'namespace',
      values: 'values',
      // What the cluster holds is no file of the tree, and that is told.
      'values-from': 'values',
    },
  },
  {
    name: /^(?:\S*\/)?argocd$/,
    verbs: ['app', 'create'],
    chart: 'helm-chart',
    flags: {
      revision: 'version',
      repo: 'repo',
      'dest-namespace': 'namespace',
      values: 'values',
      'helm-set': 'set',
      'helm-set-string': 'set-string',
      'helm-set-file': 'set-file',
    },
  },
];

/** A command of another tool as one of Helm's; any other command is left as it is. */
export function asHelm(command: Command): Command {
  const [first] = command.words;
  const tool = TOOLS.find(({ name }) => name.test(first?.text ?? ''));
  if (!tool || !first) return command;
  const line = readCommandLine(command.words, grammarOf(tool));
  const release = line.positions[tool.verbs.length];
  const isAsked = tool.verbs.every((verb, index) => line.positions[index]?.text === verb);
  const chart = flagValue(line, tool.chart);
  if (!isAsked || !release || !chart) return command;
  const word = (text: string): Word => ({ text, line: first.line });
  const flags = line.flags.flatMap(({ name, value }) => {
    const own = tool.flags[name];
    return own === undefined || !value ? [] : [{ text: `--${own}=${value.text}`, line: value.line }];
  });
  return { ...command, words: [word('helm'), word('upgrade'), release, reference(line, chart), ...flags] };
}

/** `--source HelmRepository/istio --chart istiod` is `istio/istiod`. */
function reference(line: CommandLine, chart: Word): Word {
  const source = flagValue(line, 'source')?.text.replace(/^.*\//, '').replace(/\..*$/, '');
  return source === undefined ? chart : { ...chart, text: `${source}/${chart.text}` };
}

function grammarOf({ chart, flags }: Tool): Grammar {
  const more = ['source', 'interval', 'dest-server', 'dest-name', 'project', 'name', 'label', 'export'];
  return {
    withValue: new Set([chart, ...Object.keys(flags), ...more, 'namespace', 'sync-policy', 'release-name']),
    short: { n: 'namespace' },
  };
}
