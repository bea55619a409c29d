/** One page per rule, and an index of them by release: written from the rules alone. */
import { major, minor } from 'semver';
import type { Rule, RuleExample } from '../../src/rules/rule.js';

/** Pages by path below `docs/rules/`. */
export function rulePages(rules: readonly Rule[]): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage(rules)],
    ...rules.map(rule => [`${rule.id}.md`, rulePage(rule)] as const),
  ]);
}

/** What others may build on: the rules without their expressions and examples. */
export function rulesIndex(rules: readonly Rule[], newest: string): string {
  const entries = rules.map(rule => ({
    id: rule.id,
    title: rule.title,
    component: rule.component,
    severity: rule.severity,
    since: rule.since,
    ...(rule.until ? { until: rule.until } : {}),
    ...(rule.deployers ? { deployers: rule.deployers } : {}),
    ...(rule.knob ? { knob: rule.knob } : {}),
    kinds: rule.kinds,
    references: rule.references,
    page: `docs/rules/${rule.id}.md`,
  }));
  return `${JSON.stringify({ schemaVersion: 1, knowledge: newest, rules: entries }, undefined, 2)}\n`;
}

function indexPage(rules: readonly Rule[]): string {
  const minors = [...new Set(rules.map(minorOf))];
  const sections = minors.map(name => {
    const own = rules.filter(rule => minorOf(rule) === name);
    const rows = own.map(
      rule => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.component} | ${cell(rule.title)} |`,
    );
    return [
      `## ${name}\n`,
      '| rule | severity | component | what changes |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return [
    '# Rules',
    `The ${rules.length} changes of behaviour that are judged, by the release that brought them. These pages are written from ` +
      '`knowledge/rules/` by `npm run docs`; [writing-rules.md](../writing-rules.md) says how a rule is made.',
    ...sections,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function rulePage(rule: Rule): string {
  const { exposed, safe, possible = [], mitigated = [] } = rule.examples;
  return `${[
    `# ${rule.id}`,
    `**${rule.title}**`,
    rule.summary.trim(),
    facts(rule),
    section('What to do', ways(rule)),
    section('Asking a cluster', `\`\`\`sh\n${rule.question}\n\`\`\``),
    ...examples('Exposed', exposed),
    ...examples('Undecided', possible),
    ...examples('Held back', mitigated),
    ...examples('Not affected', safe),
    section('Sources', rule.references.map(address => `- <${address}>`).join('\n')),
  ].join('\n\n')}\n`;
}

function facts({ component, severity, since, until, deployers, knob, kinds }: Rule): string {
  const rows: [string, string][] = [
    ['severity', severity],
    ['whose behaviour', component],
    ['since Istio', since.join(', ')],
    ...(until ? [['until', until.join(', ')] as [string, string]] : []),
    ...(deployers ? [['concerns deployments by', deployers.join(', ')] as [string, string]] : []),
    ...(knob
      ? [
          ['about', `\`${knob.name}\` (${knob.kind}): ${spelt(knob.old)} → ${spelt(knob.new)}`] as [
            string,
            string,
          ],
          ...(knob.removed ? [['no longer read from', knob.removed] as [string, string]] : []),
        ]
      : []),
    ['looks at', kinds.length > 0 ? kinds.join(', ') : 'the installation'],
  ];
  return ['| | |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${cell(value)} |`)].join(
    '\n',
  );
}

function ways({ fixes, pin, knob }: Rule): string {
  return [
    ...fixes.map(
      ({ note, weakens }) =>
        `- For good: ${oneLine(note)}${weakens ? ` This gives up security: ${oneLine(weakens)}` : ''}`,
    ),
    ...(pin && knob
      ? [
          `- For now: keep \`${knob.name}\` at ${spelt(knob.old)}. ${oneLine(pin.note)}${pin.weakens ? ` This gives up security: ${oneLine(pin.weakens)}` : ''}`,
        ]
      : []),
  ].join('\n');
}

function examples(title: string, list: readonly RuleExample[]): string[] {
  return list.map(({ name, resources, values, from, to }) =>
    section(
      `${title}: ${name}`,
      [
        from || to ? `From ${from ?? 'the release before'} to ${to ?? 'the release with the change'}.` : '',
        values ? `Values:\n\n\`\`\`yaml\n${values.trimEnd()}\n\`\`\`` : '',
        resources.trim() ? `\`\`\`yaml\n${resources.trimEnd()}\n\`\`\`` : '',
        !values && !resources.trim() ? 'Nothing set, and no resources of its own.' : '',
      ]
        .filter(part => part !== '')
        .join('\n\n'),
    ),
  );
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function spelt(value: string): string {
  return value === '' ? 'nothing set' : `\`${value}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function minorOf({ since }: Rule): string {
  const newest = since.at(-1) ?? '0.0.0';
  return `${major(newest)}.${minor(newest)}`;
}
