/** What is the same for several upgrades is one finding that names them all. */
import type { Finding, Location, Override } from '../model.js';

/**
 * Merges findings that differ in nothing but the upgrade, as where five charts come from one place, or a kind is absent for
 * every control plane. Findings on resources stay apart: who takes on the risk of one does so resource by resource.
 * So do those whose overrides go to different lines.
 */
export function toldOnce(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const [index, finding] of findings.entries()) {
    const isOnResource = finding.locations.some(({ resource }) => resource !== undefined);
    const key = isOnResource ? `${index}` : sameness(finding);
    const known = merged.get(key);
    merged.set(key, known ? together(known, finding) : finding);
  }
  return [...merged.values()];
}

function together(first: Finding, other: Finding): Finding {
  return {
    ...first,
    upgrades: [...new Set([...first.upgrades, ...other.upgrades])],
    locations: unique([...first.locations, ...other.locations]),
  };
}

function sameness(finding: Finding): string {
  const { rule, title, summary, severity, exposure, introducedIn, removedIn, knob, evidence } = finding;
  const { question, absent, overrides, conditions } = finding;
  const what = { rule, title, summary, severity, exposure, introducedIn, removedIn, knob, evidence };
  return JSON.stringify({ ...what, question, absent, conditions, overrides: overrides.map(ofOverride) });
}

/** Advice for a person is the same wherever it stands; what can be written is not. */
function ofOverride(override: Override): unknown {
  if (override.path !== undefined || override.patch !== undefined) return override;
  const { file: _, line: __, ...advice } = override;
  return advice;
}

function unique(locations: readonly Location[]): readonly Location[] {
  return [...new Map(locations.map(location => [JSON.stringify(location), location])).values()];
}
