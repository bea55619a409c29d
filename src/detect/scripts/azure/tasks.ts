/**
 * Tasks of Azure Pipelines that run Helm, or a script with arguments, as the commands that they stand for.
 * Source: https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/helm-deploy-v0, bash-v3 and azure-cli-v2 there
 */
import type { DataPath, Positioned } from '../../../model.js';
import type { YamlFile } from '../../../yaml/positioned.js';
import { isRecord } from '../../data.js';
import { type Command, commandsIn, type Word } from '../text.js';
import { wordAt } from '../workflow/matrix.js';

/** More of them than a pipeline has, and mappings and lists that they stand in. */
const MAX_TASKS = 500;
const MAX_DEPTH = 24;

export function azureTasks({ documents }: YamlFile): readonly Command[] {
  const found: Command[] = [];
  for (const { data } of documents) if (isRecord(data.value)) collect(data, data.value, [], found);
  return found;
}

function collect(data: Positioned, value: unknown, path: DataPath, found: Command[]): void {
  if (found.length >= MAX_TASKS || path.length > MAX_DEPTH || typeof value !== 'object' || value === null)
    return;
  if (isRecord(value) && typeof value.task === 'string') {
    const inputs: DataPath = [...path, 'inputs'];
    const command = /^HelmDeploy@\d/.test(value.task) ? helmAt(data, inputs) : scriptAt(data, inputs);
    if (command) found.push(command);
    return;
  }
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value))
    collect(data, inner, [...path, key], found);
}

function helmAt(data: Positioned, inputs: DataPath): Command | undefined {
  const input = (name: string): Word | undefined => wordAt(data, [...inputs, name]);
  const verb = input('command');
  const chart = input('chartName') ?? input('chartPath');
  if (!verb || !chart || !/^(?:install|upgrade)$/.test(verb.text)) return undefined;
  const flag = (name: string, word: Word | undefined): readonly Word[] =>
    word && word.text !== '' ? [{ text: `--${name}`, line: word.line }, word] : [];
  const sets = input('overrideValues');
  const more = input('arguments');
  const version = input('chartVersion');
  // What no parameter is part of is read with everything else that names a chart beside its version.
  if (version && !`${chart.text} ${version.text}`.includes('${{')) return undefined;
  const release = input('releaseName');
  return {
    words: [
      { text: 'helm', line: chart.line },
      verb,
      ...(release ? [release] : [{ text: '--generate-name', line: chart.line }]),
      chart,
      ...flag('version', version),
      ...flag('namespace', input('namespace')),
      ...flag('values', input('valueFile')),
      ...flag('set', sets && { ...sets, text: sets.text.trim().replace(/\s*\n\s*/g, ',') }),
      ...(more ? commandsIn(more.text, more.line).flatMap(({ words }) => words) : []),
    ],
  };
}

/** `filePath: scripts/mesh.sh` with its `arguments`. */
function scriptAt(data: Positioned, inputs: DataPath): Command | undefined {
  const script = wordAt(data, [...inputs, 'filePath']) ?? wordAt(data, [...inputs, 'scriptPath']);
  const given = wordAt(data, [...inputs, 'arguments']) ?? wordAt(data, [...inputs, 'scriptArguments']);
  if (!script || script.text === '') return undefined;
  const more = given ? commandsIn(given.text, given.line).flatMap(({ words }) => words) : [];
  return { words: [{ text: script.text, line: script.line }, ...more] };
}
