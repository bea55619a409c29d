/** Charts that `helm template` only writes into files of the tree, where those are read as they stand: the rendering is what is deployed. */

import { type TakenAside, takenAside } from '../aside/taken-aside.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import type { HelmCommand } from './helm.js';
import { commandsByFile } from './scripts.js';
import { findFile } from './values.js';

export async function templatedElsewhere(
  context: DetectContext,
  installations: readonly FoundInstallation[],
): Promise<TakenAside> {
  const rendered = installations.filter(({ release }) => release.form === 'rendered-manifests');
  const groups: { readonly own: readonly FoundInstallation[]; readonly rendering: FoundInstallation }[] = [];
  for (const found of rendered.length > 0 ? (await commandsByFile(context)).flat() : []) {
    const file = outputOf(context, found);
    const own = file === undefined ? [] : installations.filter(one => isOf(one, found));
    const rendering = rendered.find(
      ({ chart, at }) => at.file === file && own.some(one => one.chart === chart),
    );
    if (rendering) groups.push({ own, rendering });
  }
  return {
    releases: new Set(groups.flatMap(({ own }) => own.map(({ release }) => release))),
    problems: groups.map(({ own, rendering }) => {
      const what = own.map(({ release }) => `helm template ${release.releaseName}`)[0] ?? 'helm template';
      const why = `what it writes is read where it stands (${rendering.at.file}:${rendering.at.line}): it is taken to install nothing by itself`;
      return takenAside(what, why, own[0]?.release.declared, own);
    }),
  };
}

function isOf({ release: { form, declared } }: FoundInstallation, { at }: HelmCommand): boolean {
  return form === 'script' && declared.file === at.file && declared.line === at.line;
}

/** The file of the tree that it writes. */
function outputOf(context: DetectContext, { script, command, line, at }: HelmCommand): string | undefined {
  const { output } = command;
  if (line.positions[0]?.text !== 'template' || output === undefined) return undefined;
  const file = findFile(context, script, { text: output, line: at.line }, command);
  return file.kind === 'file' ? file.path : undefined;
}
