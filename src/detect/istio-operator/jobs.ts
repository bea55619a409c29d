/**
 * istioctl inside of the cluster: a Job whose container runs `istioctl install`, by the release of its image, with the
 * IstioOperator of a ConfigMap that is mounted there.
 */
import type { DataPath, Positioned, Problem, ValuesAssignment } from '../../model.js';
import { parseEmbedded, startOf } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, decideVersion, hasPlaceholder } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { type Manifest, manifestsWith } from '../manifests.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import {
  flagValue,
  flagValues,
  readCommandLine,
  splitAssignments,
  toolWords,
} from '../scripts/command-line.js';
import { INSTALLS, ISTIOCTL, ISTIOCTL_GRAMMAR } from '../scripts/istioctl.js';
import { type Command, commandsIn, type Word } from '../scripts/text.js';
import { baseName } from '../tree-path.js';
import type { OperatorCandidate } from './installs.js';
import { type OperatorDocument, operatorSpec } from './spec.js';
import { tagOf } from './tag.js';

/** Where the pods of each kind are described. */
const PODS: ReadonlyMap<string, DataPath> = new Map([
  ['Job', ['spec', 'template', 'spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ['Pod', ['spec']],
]);

/** No object has a longer one. */
const MAX_NAME = 253;

const IMAGE = /(?:^|\/)istioctl(?::([^@]+))?(?:@|$)/;

export async function jobCandidates(context: DetectContext): Promise<readonly OperatorCandidate[]> {
  const { manifests } = await overlaidManifests(context, /istioctl/, (_, kind) => PODS.has(kind));
  const found: OperatorCandidate[] = [];
  for (const job of manifests.filter(({ file }) => !context.isSetAside(file))) {
    const pod = job.data.at(PODS.get(job.kind) ?? []);
    for (const list of ['initContainers', 'containers'])
      for (const index of listAt(pod.value, [list]).keys()) {
        const candidate = await ofContainer(context, job, pod, pod.at([list, index]));
        if (candidate) found.push(candidate);
      }
  }
  return found;
}

async function ofContainer(
  context: DetectContext,
  job: OverlaidManifest,
  pod: Positioned,
  container: Positioned,
): Promise<OperatorCandidate | undefined> {
  const words = wordsOf(container);
  const line = words && readCommandLine(words, ISTIOCTL_GRAMMAR);
  const verb = line?.positions.slice(0, 2).map(({ text }) => text);
  const [first] = words ?? [];
  if (!line || !verb || !first || !INSTALLS.test(verb.join(' '))) return undefined;
  const at = { file: container.file, line: first.line };
  const documents: OperatorDocument[] = [];
  const problems: Problem[] = [];
  const files = flagValues(line, 'filename');
  for (const word of files) {
    const document = await mounted(context, job, pod, container, word.text);
    if (document) documents.push({ data: document });
    else {
      const why = 'no ConfigMap of this repository that is mounted there holds it';
      problems.push({
        what: `istioctl -f ${word.text}`,
        why,
        file: at.file,
        line: word.line,
        blocking: true,
      });
    }
  }
  const sets = flagValues(line, 'set').flatMap(word => assignmentsIn(at.file, word));
  const revision = flagValue(line, 'revision');
  if (revision) sets.push(assignment(at.file, revision, 'revision', revision.text));
  for (const { key, value, ...place } of sets.filter(set => hasPlaceholder(set.value))) {
    const why = `its value \`${value}\` is filled in when this runs`;
    problems.push({ what: `--set ${key}`, why, file: place.file, line: place.line, blocking: true });
  }
  const spec = operatorSpec(
    documents,
    sets.filter(({ value }) => !hasPlaceholder(value)),
  );
  const [document] = documents;
  // Jobs can't be changed, so that people give them a new name for each release.
  const lasting = job.name.length > MAX_NAME ? job.name : job.name.replace(/[\d.-]+$/, '');
  return {
    id: `istioctl:${job.declared.file}:${job.kind}:${lasting}:${stringAt(container.value, ['name']) ?? ''}`,
    form: document ? 'istio-operator' : 'istioctl',
    declared: document ? startOf(document.data, []) : at,
    spec,
    tag: await tagOf(context, spec),
    tool: await releaseOfImage(context, container),
    problems,
    ...(problems.length > 0 ? { valuesUnknown: true } : {}),
    ...(documents.length === 0 && files.length > 0 ? { isOpen: true } : {}),
    command: at,
    files: [],
  };
}

/** The command line of a container: istioctl's from its name on. */
function wordsOf(container: Positioned): readonly Word[] | undefined {
  const words = ['command', 'args'].flatMap(key =>
    listAt(container.value, [key]).map((text, index): Word => {
      return { text: String(text), line: container.lineOf([key, index]) };
    }),
  );
  // The image's own entry point is the tool.
  const isTool = IMAGE.test(stringAt(container.value, ['image']) ?? '');
  if (isTool && listAt(container.value, ['command']).length === 0 && words.length > 0)
    return [{ text: 'istioctl', line: words[0]?.line ?? container.lineOf([]) }, ...words];
  const command: Command = { words };
  return toolWords(command, ISTIOCTL, commandsIn);
}

async function releaseOfImage(
  context: DetectContext,
  container: Positioned,
): Promise<DecidedVersion | undefined> {
  const at = startOf(container, ['image']);
  const tag = IMAGE.exec(stringAt(container.value, ['image']) ?? '')?.[1];
  if (tag === undefined) return undefined;
  const decided = await decideVersion(context, tag, at);
  const release = istioVersionOf(decided.version);
  if (release !== null) return { ...decided, version: release };
  return { version: null, at: decided.at, look: decided.look ?? `the tag \`${tag}\` names no release` };
}

/** The IstioOperator in the ConfigMap that a path of the container comes from. */
async function mounted(
  context: DetectContext,
  job: Manifest,
  pod: Positioned,
  container: Positioned,
  path: string,
): Promise<Positioned | undefined> {
  const mounts = listAt(container.value, ['volumeMounts']).flatMap(mount => {
    const [folder, name] = [stringAt(mount, ['mountPath']), stringAt(mount, ['name'])];
    return folder !== undefined && path.startsWith(folder) ? [{ folder, name }] : [];
  });
  const deepest = mounts.toSorted((left, right) => right.folder.length - left.folder.length)[0];
  const volume = listAt(pod.value, ['volumes']).find(one => stringAt(one, ['name']) === deepest?.name);
  const name = stringAt(volume, ['configMap', 'name']);
  if (name === undefined) return undefined;
  const maps = (await manifestsWith(context, /IstioOperator/)).filter(
    one =>
      one.kind === 'ConfigMap' &&
      one.name === name &&
      (one.namespace === job.namespace || one.file === job.file),
  );
  const [only, ...others] = maps.length > 1 ? maps.filter(({ file }) => file === job.file) : maps;
  if (!only || others.length > 0) return undefined;
  const items = listAt(volume, ['configMap', 'items']);
  const item = items.find(one => stringAt(one, ['path']) === baseName(path));
  const key = stringAt(item, ['key']) ?? baseName(path);
  const documents = parseEmbedded(only.data, ['data', key])?.documents ?? [];
  return documents.map(({ data }) => data).find(({ value }) => stringAt(value, ['kind']) === 'IstioOperator');
}

function assignmentsIn(file: string, word: Word): ValuesAssignment[] {
  return splitAssignments(word.text).map(({ key, value }) => assignment(file, word, key, value));
}

function assignment(file: string, { line }: Word, key: string, value: string): ValuesAssignment {
  return { kind: 'assignment', source: 'set', flag: '--set', file, line, key, value };
}
