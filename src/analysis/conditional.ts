/** Findings on what is there only under a condition that the tree leaves open: they say so, and weigh as undecided. */
import { conditionAt } from '../behaviour/conditions.js';
import type { Condition, Finding, Installation, Location, MeshResource } from '../model.js';
import { onlyIf, uniqueConditions } from '../rules/ways.js';

/** Those of rules know their conditions already. */
export function underConditions(
  findings: readonly Finding[],
  installation: Installation,
  resources: readonly MeshResource[],
): readonly Finding[] {
  const conditional = resources.filter(({ condition }) => condition !== undefined);
  return findings.map(finding => underCondition(finding, installation, conditional));
}

function underCondition(
  finding: Finding,
  installation: Installation,
  resources: readonly MeshResource[],
): Finding {
  const found = finding.locations.map(location => conditionOf(location, installation, resources));
  if (found.every(condition => condition === undefined)) return finding;
  const locations = finding.locations.map((location, index) => {
    const condition = found[index];
    if (!condition) return location;
    return { ...location, message: onlyIf(location.message ?? 'this holds', condition), condition };
  });
  const { at } = installation;
  const others = finding.locations.filter(
    ({ file, line }, index) => !found[index] && !(file === at.file && line === at.line),
  );
  if (others.length > 0) return { ...finding, locations };
  const conditions = found.flatMap(condition => condition ?? []);
  return {
    ...finding,
    locations,
    exposure: finding.exposure === 'exposed' ? 'possible' : finding.exposure,
    conditions: uniqueConditions(conditions),
  };
}

function conditionOf(
  location: Location,
  installation: Installation,
  resources: readonly MeshResource[],
): Condition | undefined {
  const { file, line } = location;
  const resource = resources.find(
    ({ data }) => data.file === file && data.lineOf([]) <= line && line <= data.endLineOf([]),
  );
  return resource?.condition ?? conditionAt(location, installation);
}
