/**
 * Istio as an addon of a cluster on one machine: minikube's (https://minikube.sigs.k8s.io/docs/handbook/addons/istio/) and MicroK8s's
 * (https://microk8s.io/docs/addons). Which release that is belongs to them, unless the image of its operator is given.
 */
import type { Position } from '../../model.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { type CommandLine, flagValues, type Grammar, readCommandLine, toolWords } from './command-line.js';
import type { ScriptFile } from './file.js';
import { type Command, commandsIn, type Word } from './text.js';

const TOOL = /^(?:\S*\/)?(?:minikube|microk8s(?:\.enable)?)$/;

const GRAMMAR: Grammar = {
  withValue: new Set(
    'addons images registries profile driver memory cpus disk-size kubernetes-version nodes container-runtime channel'.split(
      ' ',
    ),
  ),
  short: { p: 'profile', n: 'nodes' },
};

/** `--images="IstioOperator=istio/operator:1.22.2"` */
const OPERATOR = /\bIstioOperator=\S*?\/?operator:([^\s,"'@]+)/;

export interface IstioAddon {
  readonly at: Position;
  readonly version: DecidedVersion;
}

/** Istio where this command has a local cluster bring it. */
export async function istioAddon(script: ScriptFile, command: Command): Promise<IstioAddon | undefined> {
  const line = addonsLine(command);
  const word = line && namedAddons(line).find(({ text }) => /^(?:community\/)?istio$/.test(text));
  if (!word) return undefined;
  const at = { file: script.path, line: word.line };
  const image = script.commands.flatMap(operatorImage)[0];
  if (image) return { at, version: await script.version(image, at) };
  const look = 'an addon of the cluster brings it, in the release that its minikube or MicroK8s has';
  return { at, version: { version: null, at, look, contradicted: true } };
}

function addonsLine(command: Command): CommandLine | undefined {
  const words = toolWords(command, TOOL, commandsIn);
  // `microk8s.enable istio`
  const [tool, verb] = words?.[0]?.text.split('.') ?? [];
  const [first, ...others] = words ?? [];
  const spelled =
    verb !== undefined && first
      ? [{ ...first, text: tool ?? '' }, { ...first, text: verb }, ...others]
      : words;
  return spelled && readCommandLine(spelled, GRAMMAR);
}

/** What `addons enable`, `enable` and `start --addons` name. */
function namedAddons(line: CommandLine): readonly Word[] {
  const started = flagValues(line, 'addons').flatMap(word =>
    word.text.split(',').map(text => ({ ...word, text })),
  );
  const at = line.positions.findIndex(({ text }) => text === 'enable');
  return at < 0 ? started : [...started, ...line.positions.slice(at + 1)];
}

function operatorImage(command: Command): readonly Word[] {
  const line = addonsLine(command);
  return line
    ? flagValues(line, 'images').flatMap(word => {
        const text = OPERATOR.exec(word.text)?.[1];
        return text === undefined ? [] : [{ ...word, text }];
      })
    : [];
}
