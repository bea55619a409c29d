/** The story: what the two trees declare, what that renders to, what it does to this repository, what mends it. */
import { compare, movesBetween } from './analysis/compare.js';
import type { AnalysisOptions, AnalysisPorts } from './analysis/ports.js';
import { proveOverrides } from './analysis/proofs.js';
import { createReport } from './analysis/report.js';
import type { Given } from './analysis/side.js';
import { readSides } from './analysis/sides.js';
import { expectInstallation } from './detect/explicit.js';
import { toldOnce } from './findings/told-once.js';
import type { FailOn, PolicyReview, Report, Tree } from './model.js';
import type { Policy } from './policy/policy.js';

export interface PreflightInput {
  readonly base: Tree;
  readonly head: Tree;
  /** What the user says of each side, over what its tree declares. */
  readonly given: { readonly base: Given; readonly head: Given };
  readonly options: AnalysisOptions;
  readonly failOn: FailOn;
  readonly policy: Policy;
  /** What the change does to the policy file, which counts only once it is merged. */
  readonly headPolicy?: PolicyReview['head'];
  /** The day on which accepted risks are looked at: `YYYY-MM-DD`. */
  readonly today: string;
}

/** What the outside comes to once it is looked at. */
export interface Opened {
  readonly ports: AnalysisPorts;
  readonly tool: Report['tool'];
}

/** The outside, looked at as far as a run needs it; asked again, it gives the same. */
export interface Opening {
  /** Knowledge, and Helm where this machine has one. */
  local(): Promise<Opened>;
  /** With Helm downloaded where this machine has none: for when there is something to render. */
  full(): Promise<Opened>;
}

/** Times the phases: told the name of each as it begins. */
export interface Stopwatch {
  start(phase: string): void;
  /** Milliseconds by phase, and `total`. */
  stop(): Readonly<Record<string, number>>;
}

/**
 * Analyses a change. What could not be analysed is in the report; only a bug throws.
 * @param opening Helm, charts and knowledge, made ready while the trees are read; where nothing moves, no Helm is fetched
 */
export async function preflight(input: PreflightInput, opening: Opening, watch: Stopwatch): Promise<Report> {
  watch.start('detect');
  const [{ before, after, given }, local] = await Promise.all([
    readSides(input.base, input.head, input.given),
    opening.local(),
  ]);
  expectInstallation(
    { detection: before.detection, versions: input.given.base.versions },
    { detection: after.detection, versions: input.given.head.versions },
  );
  const { ports, tool } = movesBetween(before, after).length === 0 ? local : await opening.full();
  const comparison = await compare(before, after, input.options, ports, phase => watch.start(phase));
  watch.start('verify');
  const findings = await proveOverrides(
    comparison,
    { before, after, given: given.head },
    input.options,
    ports,
  );
  return createReport({ ...input, tool }, comparison, toldOnce(findings), ports, watch.stop());
}
