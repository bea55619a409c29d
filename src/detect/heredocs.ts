/** Resources of the mesh that scripts, Makefiles and workflows apply out of heredocs, and definitions of make: `kubectl apply -f - <<EOF`. */
import { append } from '../append.js';
import type { EmbeddedManifest, Problem } from '../model.js';
import { faultOf, parseYaml } from '../yaml/positioned.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { stringAt } from './data.js';
import type { Detector } from './detector.js';
import { resourcesWithin } from './embedded.js';
import { decidedBy } from './fingerprint.js';
import { kindsIn } from './kinds-in.js';
import { scriptFiles } from './scripts/file.js';
import { destinationAt } from './scripts/job-environments.js';
import { definedManifests } from './scripts/make/defined-manifests.js';
import { dedented } from './scripts/manifests.js';
import type { Command, Heredoc } from './scripts/text.js';

export const heredocs: Detector = {
  form: 'heredocs',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    const problems: Problem[] = [];
    const scripts = await scriptFiles(context);
    for (const { path, heredoc, command } of await definedManifests(context, scripts)) {
      const read = inHeredoc(path, heredoc, command ? namespaceOf(command) : '');
      append(manifests, read.manifests);
      append(problems, read.problems);
    }
    for (const script of scripts) {
      for (const [heredoc, namespace] of appliedIn(script.commands)) {
        const read = inHeredoc(script.path, heredoc, namespace);
        const destination = await destinationAt(context, script, heredoc.line);
        append(
          manifests,
          read.manifests.map(one => (destination === '' ? one : { ...one, destination })),
        );
        append(problems, read.problems);
      }
    }
    return { releases: [], problems, manifests };
  },
};

/** What reaches `kubectl`, at once or through a pipe, with the namespace that the command names. */
function appliedIn(commands: readonly Command[]): readonly (readonly [Heredoc, string])[] {
  return commands.flatMap((command, index) => {
    const { heredoc, piped } = command;
    if (!heredoc || !MESH_RESOURCE.test(heredoc.text)) return [];
    const next = piped ? commands[index + 1] : undefined;
    return [[heredoc, namespaceOf(command) || (next ? namespaceOf(next) : '')] as const];
  });
}

function namespaceOf({ words }: Command): string {
  const texts = words.map(({ text }) => text);
  const index = texts.findIndex(text => text === '-n' || text === '--namespace');
  const joined = texts.find(text => text.startsWith('--namespace='))?.slice('--namespace='.length);
  const namespace = index < 0 ? (joined ?? '') : (texts[index + 1] ?? '');
  return /^[a-z0-9-]+$/.test(namespace) ? namespace : '';
}

function inHeredoc(
  file: string,
  heredoc: Heredoc,
  namespace: string,
): { manifests: readonly EmbeddedManifest[]; problems: readonly Problem[] } {
  const parsed = parseYaml(file, dedented(heredoc), heredoc.line);
  const manifests = parsed.documents
    .flatMap(({ data }) => resourcesWithin(data))
    .map(data => ({ data, namespace, declared: { file, line: heredoc.line } }));
  const open = manifests.filter(({ data }) => /\$[A-Za-z_{(]/.test(JSON.stringify(data.value)));
  return {
    manifests,
    problems: [
      ...parsed.errors.map(error => ({
        what: `heredoc in ${file}`,
        why: `it can't be read as YAML: ${faultOf(error)}`,
        file,
        line: error.line,
        blocking: true,
        mayHold: kindsIn(heredoc.text),
        ...(heredoc.text.includes('$') ? {} : decidedBy(heredoc.text)),
      })),
      ...open.map(({ data }) => ({
        what: `${stringAt(data.value, ['kind']) ?? 'manifest'} in ${file}`,
        why: 'variables of the script are part of it: it is judged as it is written there',
        file,
        line: data.lineOf([]),
        blocking: false,
      })),
    ],
  };
}
