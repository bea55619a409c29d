/**
 * What changes a mesh that runs already, beside whatever installed it: commands that set the environment of istiod or patch its
 * ConfigMaps, tags of revisions that istioctl moves, and those ConfigMaps themselves. None of it is followed; where it moves, the
 * mesh does.
 */
import { append } from '../../append.js';
import type { Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { isRecord, recordAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import { fingerprintOf } from '../fingerprint.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { readRendered } from '../rendered/workloads.js';
import { unfoldScalars } from '../scripts/yaml-lines.js';
import type { UnreadForm } from './forms.js';
import { commandLines } from './text.js';

interface Adjusting {
  readonly pattern: RegExp;
  readonly what: string;
}

/** Of one command: what stands between is no end of it. */
const WORDS = '[^|;&\\n]{0,600}?';
const COMMANDS: readonly Adjusting[] = [
  {
    pattern: new RegExp(`\\b(?:kubectl|oc)\\b${WORDS}\\bset\\s+(?:env|image|resources)\\b${WORDS}\\bistio`),
    what: 'kubectl set on a part of Istio',
  },
  {
    pattern: new RegExp(
      `\\b(?:kubectl|oc)\\b${WORDS}\\b(?:patch|annotate|label|replace)\\b${WORDS}(?:\\bistiod\\b|\\b(?:cm|configmaps?)[\\s/]+istio\\b)`,
    ),
    what: 'kubectl on a part of Istio',
  },
  {
    pattern: new RegExp(`\\b(?:kubectl|oc)\\b${WORDS}\\blabel\\b${WORDS}\\bistio\\.io/rev=`),
    what: 'revision label of kubectl',
  },
  {
    pattern: new RegExp(`\\bistioctl\\b${WORDS}\\btag\\s+(?:set|generate)\\b`),
    what: 'revision tag of istioctl',
  },
  {
    pattern: new RegExp(`\\bhelm3?\\b${WORDS}\\btemplates/revision-tags(?:-mwc)?\\.yaml\\b`),
    what: 'revision tag of Helm',
  },
];

const COMMENT = /^\s*(?:#|\/\/|--|<!--)/;
/** Longer than a command of people. */
const MAX_COMMAND = 4000;

export async function unreadAdjustments(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  for (const path of context.candidates) {
    if (context.isSetAside(path) || context.charts.isTemplate(path)) continue;
    const text = await context.text(path);
    if (text !== undefined && namesIstio(text)) append(found, commandsIn(path, text));
  }
  // Of a mesh that lies here rendered they are read.
  if ((await readRendered(context)).workloads.length > 0) return found;
  const maps = await overlaidManifests(context, /\bistio\b/, (_, kind) => kind === 'ConfigMap');
  for (const manifest of maps.manifests) {
    if (!context.isSetAside(manifest.file)) append(found, configOf(manifest));
  }
  return found;
}

function commandsIn(file: string, text: string): readonly UnreadForm[] {
  if (!/kubectl|\boc\b|istioctl|helm/.test(text)) return [];
  const found: UnreadForm[] = [];
  const lines = /\.ya?ml$/i.test(file) ? unfoldScalars(text) : text;
  for (const { line, text: command } of commandLines(lines)) {
    const plain = command.slice(0, MAX_COMMAND).replace(/(?<![\w=])["'](?=[\w-])|(?<=\w)["'](?=\s|$)/g, '');
    const kind = COMMENT.test(plain) ? undefined : COMMANDS.find(({ pattern }) => pattern.test(plain));
    if (kind) {
      const why = 'it changes a mesh that runs already: what that does is not looked at';
      found.push(form(kind.what, why, file, line, plain.trim().replace(/\s+/g, ' ')));
    }
  }
  return found;
}

/** `istio`, `istio-1-26`; what the injector fills in. */
const CONFIG = /^(?:istio|istio-sidecar-injector)(?:-[a-z\d-]{1,60})?$/;

/** The ConfigMaps that istiod reads: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
function configOf({ name, data, file, writings }: OverlaidManifest): readonly UnreadForm[] {
  const held = CONFIG.test(name) ? recordAt(data.value, ['data']) : undefined;
  if (!isRecord(held) || !['mesh', 'values', 'config'].some(key => typeof held[key] === 'string')) return [];
  const why = 'istiod reads it beside what its chart sets: what changes there is not looked at';
  // The patch that comes last says what of it is not as it was written.
  const patch = writings.at(-1)?.data;
  const at =
    patch && patch.file !== file
      ? { file: patch.file, line: patch.lineOf([]) }
      : { file, line: data.lineOf(['data']) };
  return [form(`ConfigMap ${name}`, why, at.file, at.line, held)];
}

function form(what: string, why: string, file: string, line: number, relevant: unknown): UnreadForm {
  return { what, why, file, line, fingerprint: fingerprintOf([file, what, relevant]), weak: true };
}
