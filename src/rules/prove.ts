/** Proves a rule by its own examples: for the tests of the knowledge base, and for whoever writes rules of their own. */
import type { AnalysisPorts } from '../analysis/ports.js';
import { hasRenderer } from '../analysis/ports.js';
import type { Exposure, Finding } from '../model.js';
import { placeOf, releasesOf, runExample, runMended, withPin } from './examples.js';
import { type Rule, type RuleExample, type RuleFix, stepsOf } from './rule.js';

export interface Trial {
  /** `is exposed: NAME`, `is held back by its pin`, … */
  readonly name: string;
  /** What is wrong; undefined: it holds. */
  run(ports: AnalysisPorts): Promise<string | undefined>;
}

/** A message shorter than this says nothing to a person. */
const LEAST_MESSAGE = 20;

/** Everything that a rule has to show. Without Helm a rule about rendered manifests can show nothing: it is left out. */
export function trialsOf(rule: Rule): readonly Trial[] {
  const { exposed, possible = [], mitigated = [], safe } = rule.examples;
  const first = exposed[0] ?? possible[0];
  const pinned = first && withPin(rule, first);
  return [
    ...exposed.map(example => speaks(rule, example, 'exposed')),
    ...possible.map(example => speaks(rule, example, 'possible')),
    ...mitigated.map(example => speaks(rule, example, 'mitigated')),
    ...safe.map(example => isSilent(rule, example)),
    ...(pinned ? [isHeldBack(rule, pinned)] : []),
    ...(exposed.length > 0 && rule.fixes.some(isWritten) ? [mends(rule, exposed)] : []),
    ...(first && rule.until === undefined ? [tellsTheWayBack(rule, first)] : []),
  ];
}

/** The example's findings all have this exposure, and the first points where the example says. */
function speaks(rule: Rule, example: RuleExample, exposure: Exposure): Trial {
  return {
    name: `is ${exposure}: ${example.name}`,
    async run(ports) {
      const { findings, problems } = await runExample(rule, example, ports);
      const missing = blocking(problems, ports);
      if (missing.length > 0) return `can't be analysed: ${missing.join('; ')}`;
      const [finding] = findings;
      if (!finding || findings.some(found => found.exposure !== exposure))
        return `is ${findings.map(found => found.exposure).join(', ') || 'not spoken of'}`;
      const [at] = finding.locations;
      if ((at?.message?.length ?? 0) <= LEAST_MESSAGE)
        return `says too little: ${JSON.stringify(at?.message)}`;
      if (exposure === 'mitigated') return undefined;
      if (exposure === 'possible' && finding.question !== rule.question) return 'does not ask its question';
      return misplaced(finding, example);
    },
  };
}

/** One that names no place points at the installation. */
function misplaced({ locations }: Finding, example: RuleExample): string | undefined {
  const [at] = locations;
  const place = placeOf(example);
  const isRight = place
    ? at?.file === place.file && at.line === place.line
    : at?.file.startsWith('istio/') === true;
  return isRight
    ? undefined
    : `points at ${at?.file}:${at?.line}, not at ${place ? `${place.file}:${place.line}` : 'the installation'}`;
}

function isSilent(rule: Rule, example: RuleExample): Trial {
  return {
    name: `is safe: ${example.name}`,
    async run(ports) {
      const { findings, problems } = await runExample(rule, example, ports);
      const missing = blocking(problems, ports);
      if (missing.length > 0) return `can't be analysed: ${missing.join('; ')}`;
      const told = findings.filter(({ exposure }) => exposure === 'exposed' || exposure === 'possible');
      return told.length === 0
        ? undefined
        : told.map(({ exposure, locations }) => `${exposure}: ${locations[0]?.message}`).join('; ');
    },
  };
}

function isHeldBack(rule: Rule, pinned: RuleExample): Trial {
  return {
    name: `is held back by its pin: ${pinned.name}`,
    async run(ports) {
      const { findings } = await runExample(rule, pinned, ports);
      const exposures = findings.map(({ exposure }) => exposure);
      return exposures.includes('mitigated') && !exposures.includes('exposed')
        ? undefined
        : `is ${exposures.join(', ') || 'not spoken of'}`;
    },
  };
}

/** What a patch can be made of, unasked. */
function isWritten(fix: RuleFix): boolean {
  return fix.weakens === undefined && stepsOf(fix).length > 0;
}

/** With what the fixes write, the rule has nothing left to tell; and there is an example that they write something in. */
function mends(rule: Rule, examples: readonly RuleExample[]): Trial {
  return {
    name: 'is mended by its fixes',
    async run(ports) {
      let written = 0;
      for (const example of examples) {
        const mended = await runMended(rule, example, ports);
        if (!mended) continue;
        written++;
        const left = mended.findings.filter(({ exposure }) => exposure === 'exposed');
        if (left.length > 0) return `${example.name}: still says ${left[0]?.locations[0]?.message}`;
      }
      return written > 0 ? undefined : 'no example is changed by them';
    },
  };
}

/** What is said of an upgrade must not be said of the downgrade. */
function tellsTheWayBack(rule: Rule, example: RuleExample): Trial {
  return {
    name: `tells the way back as well: ${example.name}`,
    async run(ports) {
      const { from, to } = releasesOf(rule, example, ports.facts);
      const { values = '', valuesBefore = values } = example;
      const back = { ...example, from: to, to: from, values: valuesBefore, valuesBefore: values };
      const forth = await messagesOf(rule, example, ports);
      const same = (await messagesOf(rule, back, ports)).filter(message => forth.includes(message));
      return same.length === 0 ? undefined : `says the same of the way back: ${same[0]}`;
    },
  };
}

async function messagesOf(
  rule: Rule,
  example: RuleExample,
  ports: AnalysisPorts,
): Promise<readonly string[]> {
  const { findings } = await runExample(rule, example, ports);
  return findings.flatMap(({ exposure, locations }) =>
    exposure === 'not-exposed' ? [] : locations.map(({ message }) => message ?? ''),
  );
}

/** Where there is no Helm, what it would have rendered is missing, which is no fault of the rule. */
function blocking(
  problems: readonly { readonly blocking: boolean; readonly what: string; readonly why: string }[],
  ports: AnalysisPorts,
): readonly string[] {
  if (!hasRenderer(ports)) return [];
  return problems.filter(problem => problem.blocking).map(({ what, why }) => `${what}: ${why}`);
}
