/**
 * Charts that `helm template` only writes into files of the tree, where those are read as they stand: the rendering is what is
 * deployed, unless the same script installs the chart itself.
 */

import type { Problem } from '../../model.js';
import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { flagValue } from './command-line.js';
import type { HelmCommand } from './helm.js';
import { commandsByFile } from './scripts.js';
import { findFile } from './values.js';

export async function templatedElsewhere(
  context: DetectContext,
  installations: readonly FoundInstallation[],
): Promise<TakenAside> {
  const rendered = installations.filter(({ release }) => release.form === 'rendered-manifests');
  const groups: { readonly own: readonly FoundInstallation[]; readonly rendering: FoundInstallation }[] = [];
  const copies: { readonly own: readonly FoundInstallation[]; readonly command: HelmCommand }[] = [];
  for (const found of rendered.length > 0 ? (await commandsByFile(context)).flat() : []) {
    const file = outputOf(context, found);
    if (found.isCopy) {
      const folder = folderWritten(found);
      const own = rendered.filter(
        ({ at }) => at.file === file || (folder !== undefined && at.file.startsWith(`${folder}/`)),
      );
      if (own.length > 0) copies.push({ own, command: found });
      continue;
    }
    const own = file === undefined ? [] : installations.filter(one => isOf(one, found));
    const rendering = rendered.find(
      ({ chart, at }) => at.file === file && own.some(one => one.chart === chart),
    );
    if (rendering) groups.push({ own, rendering });
  }
  return {
    releases: new Set([...groups, ...copies].flatMap(({ own }) => own.map(({ release }) => release))),
    problems: [
      ...copies.map(copied),
      ...groups.map(({ own, rendering }) => {
        const what = own.map(({ release }) => `helm template ${release.releaseName}`)[0] ?? 'helm template';
        const why = `what it writes is read where it stands (${rendering.at.file}:${rendering.at.line}): it is taken to install nothing by itself`;
        return takenAside(what, why, own[0]?.release.declared, own);
      }),
    ],
  };
}

function copied({
  own,
  command: { at },
}: {
  readonly own: readonly FoundInstallation[];
  readonly command: HelmCommand;
}): Problem {
  const what = `manifests of ${[...new Set(own.map(({ chart }) => chart))].join(', ')}`;
  const why = `\`helm template\` writes them (${at.file}:${at.line}), and the same script installs the chart itself: they are taken to be a copy that nothing applies`;
  return takenAside(what, why, own[0]?.at, own);
}

function isOf({ release: { form, declared } }: FoundInstallation, { at }: HelmCommand): boolean {
  return form === 'script' && declared.file === at.file && declared.line === at.line;
}

/** The folder that `--output-dir` names. */
function folderWritten({ script, line }: HelmCommand): string | undefined {
  const given = flagValue(line, 'output-dir');
  return given && resolveInTree(folderOf(script.path), script.expand(given.text));
}

/** The file of the tree that it writes. */
function outputOf(context: DetectContext, { script, command, line, at }: HelmCommand): string | undefined {
  const { output } = command;
  if (line.positions[0]?.text !== 'template' || output === undefined) return undefined;
  const file = findFile(context, script, { text: output, line: at.line }, command);
  return file.kind === 'file' ? file.path : undefined;
}
