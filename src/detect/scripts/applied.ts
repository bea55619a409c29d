/** Manifests that releases before 1.6 brought along: `kubectl apply -f install/kubernetes/istio-demo.yaml`. */
import type { Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, publishedRelease } from '../istio/published-release.js';
import { oncePerTree } from '../once.js';
import { flagValues, type Grammar, readCommandLine, toolWords } from './command-line.js';
import { type ScriptFile, scriptFiles } from './file.js';
import { releaseUsed } from './release-elsewhere.js';
import { type Command, commandsIn, type Word } from './text.js';
import { findFile } from './values.js';

const KUBECTL = /^(?:\S*\/)?(?:kubectl|oc)(?:\.exe)?$|^\$[{(]?(?:\w*KUBECTL\w*|OC)[})]?$/i;

const GRAMMAR: Grammar = {
  withValue: new Set('filename namespace context cluster kubeconfig output selector user server'.split(' ')),
  short: { f: 'filename', n: 'namespace', o: 'output', l: 'selector' },
};

/** `istio.yaml`, `istio-auth.yaml`, `istio-demo.yaml` and `istio-demo-auth.yaml` of a release: whole meshes. */
const MESH = /(?:^|\/)install\/kubernetes\/istio(?:-[a-z-]+)?\.yaml$/;

/** The charts that such a manifest was made from. */
const CHARTS = ['istio-init', 'istio'] as const;

export interface AppliedMesh {
  readonly script: ScriptFile;
  readonly releases: readonly Release[];
}

/** Meshes that scripts apply from an unpacked release, or from an address. */
export const appliedMeshes = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<readonly AppliedMesh[]> {
  const found: AppliedMesh[] = [];
  for (const script of await scriptFiles(context)) {
    const releases = new Map<string, Release>();
    for (const command of script.commands) {
      for (const word of meshesOf(script, command)) {
        // What lies in the tree is read there.
        if (findFile(context, script, word, command).kind === 'file') continue;
        for (const release of await releasesOf(context, script, command, word))
          releases.set(release.id, release);
      }
    }
    if (releases.size > 0) found.push({ script, releases: [...releases.values()] });
  }
  return found;
}

function meshesOf(script: ScriptFile, command: Command): readonly Word[] {
  const words = toolWords(command, KUBECTL, commandsIn);
  if (!words) return [];
  const line = readCommandLine(words, GRAMMAR);
  if (!/^(?:apply|create|replace)$/.test(line.positions[0]?.text ?? '')) return [];
  return flagValues(line, 'filename').filter(({ text }) => MESH.test(script.expand(text)));
}

async function releasesOf(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  word: Word,
): Promise<readonly Release[]> {
  const declared = { file: script.path, line: word.line };
  const version = await versionOf(context, script, command, word);
  const path = script.expand(word.text);
  const why = `the manifest ${path} of the release is applied as it stands: what it sets is not in this repository`;
  return CHARTS.map(name =>
    publishedRelease({
      id: `script:${script.path}:${path}:${name}`,
      form: 'script',
      deployer: 'unknown',
      declared,
      releaseName: name,
      namespace: 'istio-system',
      name,
      repository: ISTIO_REPOSITORY,
      version,
      values: [],
      problems: name === 'istio' ? [{ what: path, why, ...declared, blocking: true }] : [],
      valuesUnknown: true,
    }),
  );
}

async function versionOf(
  context: DetectContext,
  script: ScriptFile,
  command: Command,
  word: Word,
): Promise<DecidedVersion> {
  const path = script.expand(word.text);
  if (/^https?:/i.test(path)) return ofAddress(script, path, word);
  return releaseUsed(context, script, command, word, UNPACKED);
}

const UNPACKED = 'it is that of the release which was unpacked before, and nothing here names it';

/** `https://raw.githubusercontent.com/istio/istio/1.4.3/install/kubernetes/istio-demo.yaml` */
async function ofAddress(script: ScriptFile, path: string, word: Word): Promise<DecidedVersion> {
  const at = { file: script.path, line: word.line };
  // The variable says where its value stands.
  const filled = /\/istio\/v?(\$\{\w+\}|\$\(\w+\)|\$\w+|\{\{[^{}]*\}\})\/install\//.exec(word.text)?.[1];
  if (filled !== undefined) return script.version({ ...word, text: filled }, at);
  const version = /\/istio\/v?(\d+\.\d+\.\d+[\w.-]*)\/install\//.exec(path)?.[1];
  if (version !== undefined) return { version, at };
  return { version: null, at, look: `\`${path}\` names no release` };
}
