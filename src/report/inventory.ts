/** What the command `detect` prints; `schema/detect.schema.json` describes the JSON. */
import type { Inventory } from '../analysis/inventory.js';
import type { Installation, Problem } from '../model.js';
import { visible } from './escape.js';

export function inventoryJson({ installations, resources, incomplete }: Inventory): string {
  const plain = {
    installations: installations.map(installationToJson),
    resources,
    incomplete: incomplete.map(({ what, why, file, line, blocking }) => ({
      what,
      why,
      file,
      line,
      blocking,
    })),
  };
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** One line an installation, then the counts, then what is not known. */
export function inventoryText({ installations, resources, incomplete }: Inventory): string {
  const rows = installations.map(row);
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(cells => cells[column]?.length ?? 0)));
  const lines = rows.map(cells =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const counts = Object.entries(resources).map(([kind, count]) => `${count} ${visible(kind)}`);
  return [
    ...(lines.length > 0 ? lines : ['no installation of Istio found']),
    '',
    `resources: ${counts.length > 0 ? counts.join(', ') : 'none'}`,
    ...(incomplete.length > 0 ? ['', 'not known:', ...incomplete.map(problemLine)] : []),
    '',
  ].join('\n');
}

/** Name, version, place and form. */
function row(installation: Installation): readonly string[] {
  const { id, version, istioVersion, at, release } = installation;
  const own = istioVersion !== null && istioVersion !== version ? ` (Istio ${istioVersion})` : '';
  return [id, `${version ?? 'not decided'}${own}`, `${at.file}:${at.line}`, release.form].map(visible);
}

function problemLine({ what, why, file, line }: Problem): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return visible(`- ${what}: ${why}${place}`).replace(/^-/, '  -');
}

function installationToJson(installation: Installation): Record<string, unknown> {
  const { id, chart, version, istioVersion, at, release, revision, environment } = installation;
  return {
    id,
    chart,
    version,
    istioVersion,
    file: at.file,
    line: at.line,
    releaseName: release.releaseName,
    namespace: release.namespace,
    revision,
    environment,
    form: release.form,
    values: release.values.map(({ source, file, line }) => ({ source, file, line })),
  };
}
