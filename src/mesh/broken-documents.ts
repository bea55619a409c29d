/**
 * Documents of the tree's files that can't be read as YAML, whoever would read them: resources of the mesh, and what
 * declares an installation to Argo CD, Flux, k3s, Fleet, Kustomize or an operator.
 */
import { declares, namesIstio, namesOwnChart } from '../detect/declaring-text.js';
import { isKustomizationPath } from '../detect/kustomize/names.js';
import type { Problem } from '../model.js';
import { faultOf, type YamlError } from '../yaml/positioned.js';

/**
 * Told once for their file: they matter where their text speaks of something that rules judge, or declares what may be
 * Istio. A template of other things is nobody's business here.
 */
export function brokenDocuments(
  path: string,
  text: string,
  errors: readonly YamlError[],
): readonly Problem[] {
  const around = documentsAround(text);
  const known = new Map<string, ReturnType<typeof saidIn>>();
  const broken = errors.map(error => {
    const part = around(error.line);
    const said = known.get(part) ?? saidIn(path, part, text);
    known.set(part, said);
    return { ...error, ...said };
  });
  const told = broken.filter(({ isTemplate, speaks }) => speaks || !isTemplate);
  const speaking = told.filter(({ speaks }) => speaks);
  const [first] = speaking.length > 0 ? speaking : told;
  if (!first) return [];
  const lines = (speaking.length > 0 ? speaking : told).map(({ line }) => line);
  const more = lines.length > MAX_NAMED ? ` and ${lines.length - MAX_NAMED} more` : '';
  const parts =
    lines.length > 1 ? `: its documents at lines ${lines.slice(0, MAX_NAMED).join(', ')}${more}` : '';
  const why = first.isTemplate
    ? `is a template of no chart of this repository, so that nothing here can render it, and no YAML as it stands${parts}`
    : `can't be read as YAML${parts}: ${faultOf(first)}`;
  return [{ what: path, why, file: path, line: first.line, blocking: first.speaks, hides: true }];
}

/** Lines that one sentence names. */
const MAX_NAMED = 50;

function saidIn(
  path: string,
  part: string,
  text: string,
): { readonly isTemplate: boolean; readonly speaks: boolean } {
  const isTemplate = part.replace(COMMENT, '').includes('{{');
  // What breaks a file that is meant to be plain may hide anything that it says of Istio, an installation included.
  const speaks = SPEAKS.test(part) || (!isTemplate && namesIstio(part)) || mayInstallIstio(path, part, text);
  return { isTemplate, speaks };
}

/** In a block of text it is none; what looks like one there fills in nothing that anybody needs. */
const COMMENT = /(?:^|(?<=[ \t]))#[^\n]*/gm;

/** API groups of what rules judge. */
const SPEAKS = /\b(?:[a-z]+\.)+istio\.io\/|gateway\.networking\.k8s\.io\/|ExternalName/;

function mayInstallIstio(path: string, part: string, text: string): boolean {
  if (!declares(part) && !isKustomizationPath(path) && !/(?:^|\/)fleet\.ya?ml$/.test(path)) return false;
  return namesIstio(text) || namesOwnChart(part);
}

/** The text between the document separators around a line: a file is split once, however much of it is broken. */
function documentsAround(text: string): (line: number) => string {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (index === 0 || /^---(\s|$)/.test(line) ? [index] : []));
  const documents = starts.map((start, index) => lines.slice(start, starts[index + 1]).join('\n'));
  const documentOf: number[] = [];
  for (const [number, start] of starts.entries())
    for (let index = start; index < (starts[number + 1] ?? lines.length); index++) documentOf.push(number);
  return line => documents[documentOf[Math.min(line, lines.length) - 1] ?? 0] ?? '';
}
