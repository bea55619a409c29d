/**
 * The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), within what GitHub's
 * code scanning takes (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif/results-exceed-limit).
 * One result for each place that is marked: whoever mends one of three places sees that alert closed.
 */

import { groupBy } from '../grouped.js';
import type { Finding, Problem, Report } from '../model.js';
import { clip, visible } from './escape.js';
import { fingerprints } from './fingerprint.js';
import { type Mark, marksOf } from './marks.js';
import { byText } from './order.js';

/** GitHub keeps so many results of a run. */
const MAX_RESULTS = 5000;
const MAX_NOTIFICATIONS = 200;
const MAX_TITLE = 300;
const MAX_TEXT = 3000;
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

interface Result {
  readonly mark: Mark;
  readonly finding: Finding;
  readonly fingerprint: string;
}

export function renderSarif(report: Report): string {
  const found = marksOf(report).flatMap(mark => (mark.of ? [{ mark, ...mark.of }] : []));
  const prints = fingerprints(found);
  const results = found.map(({ mark, finding }, index) => ({
    mark,
    finding,
    fingerprint: prints[index] ?? '',
  }));
  const kept = results.slice(0, MAX_RESULTS);
  const rules = [...groupBy(kept, ({ finding }) => finding.rule)].sort(([left], [right]) =>
    byText(left, right),
  );
  const indexes = new Map(rules.map(([id], index) => [id, index]));
  const { tool } = report;
  const run = {
    tool: {
      driver: {
        name: tool.name,
        semanticVersion: tool.version,
        informationUri: 'https://github.com/istio-preflight/istio-preflight',
        rules: rules.map(([id, members]) => ruleOf(id, members)),
      },
    },
    columnKind: 'utf16CodeUnits',
    // GitHub reads addresses without a base as paths in the repository; other readers resolve this one.
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Root of the repository' } } },
    invocations: [
      {
        executionSuccessful: report.verdict !== 'incomplete',
        toolExecutionNotifications: notifications(report, results.length - kept.length),
      },
    ],
    results: kept.map(result => resultOf(result, indexes.get(result.finding.rule) ?? -1)),
    properties: { verdict: report.verdict, failOn: report.failOn, knowledge: tool.knowledge },
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function ruleOf(id: string, members: readonly Result[]): unknown {
  const titles = new Set(members.map(({ finding }) => finding.title));
  const [first] = members;
  // Findings from facts alone share a rule, but not what they say.
  const title = titles.size === 1 && first ? text(first.finding.title, MAX_TITLE) : words(id);
  const summary = titles.size === 1 && first ? text(first.finding.summary, MAX_TEXT) : title;
  const [reference] = first?.finding.references ?? [];
  return {
    id,
    name: id.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: summary },
    help: {
      text: [summary, ...(first?.finding.references ?? [])].map(line => text(line, MAX_TEXT)).join('\n'),
    },
    ...(reference !== undefined && URL.canParse(reference) ? { helpUri: new URL(reference).href } : {}),
    properties: {
      tags: ['istio', 'upgrade'],
      'problem.severity': first ? problemSeverity(first.mark) : 'warning',
    },
  };
}

function resultOf({ mark, finding, fingerprint }: Result, ruleIndex: number): unknown {
  const { place, message, advice, level } = mark;
  const { resource } = mark.of?.location ?? {};
  return {
    ruleId: finding.rule,
    ruleIndex,
    level,
    message: {
      text: [`${text(finding.title, MAX_TITLE)}: ${text(message, MAX_TEXT)}`, ...lines(advice)].join('\n'),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file), uriBaseId: '%SRCROOT%' },
          region: { startLine: place.line, endLine: Math.max(place.line, place.endLine ?? 0) },
        },
        ...(resource === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: text(resource, MAX_TITLE), kind: 'resource' }] }),
      },
    ],
    partialFingerprints: { 'istioPreflightFinding/v1': fingerprint },
    properties: {
      severity: finding.severity,
      exposure: finding.exposure,
      introducedIn: finding.introducedIn,
      upgrades: finding.upgrades.slice(0, 100),
    },
  };
}

function notifications(report: Report, leftOut: number): unknown[] {
  const problems = report.incomplete.slice(0, MAX_NOTIFICATIONS).map(problemOf);
  const rest = report.incomplete.length - problems.length;
  const notes = [
    ...(rest > 0 ? [`${rest} more things could not be analysed; the JSON report names them`] : []),
    ...(leftOut > 0 ? [`${leftOut} more results are in the JSON report`] : []),
  ];
  return [...problems, ...notes.map(note => ({ level: 'note', message: { text: note } }))];
}

function problemOf({ what, why, file, line, blocking }: Problem): unknown {
  return {
    level: blocking ? 'error' : 'note',
    message: { text: `${text(what, MAX_TITLE)}: ${text(why, MAX_TEXT)}` },
    ...(file === undefined
      ? {}
      : {
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
                ...(line === undefined ? {} : { region: { startLine: line } }),
              },
            },
          ],
        }),
  };
}

/** GitHub's own scale, for rules. */
function problemSeverity({ level }: Mark): string {
  return level === 'note' ? 'recommendation' : level;
}

/** A path of the tree as a relative address: no scheme, no host, no step upwards can come out of it. */
function uriOf(file: string): string {
  const path = file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .filter(part => part !== '' && part !== '.' && part !== '..')
    .map(part => encodeURIComponent(part).replace(/[!'()*]/g, byte))
    .join('/');
  return path === '' ? '.' : path;
}

function byte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** SARIF messages are plain text in which `[text](target)` is a link (section 3.11.6) and `{0}` an argument (3.11.5). */
function text(given: string, max: number): string {
  return clip(visible(given), max)
    .replace(/\]\(/g, '\\](')
    .replace(/\{(\d+)\}/g, '{{$1}}');
}

function lines(advice: string): string[] {
  return advice === '' ? [] : advice.split('\n').map(line => text(line, MAX_TEXT));
}

function words(id: string): string {
  return text(id.replaceAll('-', ' '), MAX_TITLE);
}
