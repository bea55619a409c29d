import { exitCodeOf } from '../exit-code.js';
import type { Finding, Report, Severity } from '../model.js';
import { logText, oneLine, type Toolkit } from './toolkit.js';

/** Paths of files, and where else the report is; absent ones become empty outputs. */
export interface OutputFiles {
  readonly reportJson?: string | undefined;
  readonly reportHtml?: string | undefined;
  /** The overrides as one patch; absent where there is nothing to write. */
  readonly patch?: string | undefined;
  readonly commentUrl?: string | undefined;
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[];
/** Exposed findings that nobody accepted, worst first. */
export function standing(report: Report): readonly Finding[] {
  const exposed = report.findings.filter(
    finding => finding.exposure === 'exposed' && finding.accepted === null,
  );
  return exposed.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** True where the report holds something that a reader of the pull request should know. */
export function isWorthTelling(report: Report): boolean {
  if (report.verdict === 'fail' || report.verdict === 'incomplete' || report.verdict === 'attention')
    return true;
  return report.findings.some(finding => finding.exposure === 'exposed' || finding.exposure === 'possible');
}

/** Sets the step's outputs, as `action.yml` names them. */
export function setOutputs(report: Report, files: OutputFiles, toolkit: Toolkit): void {
  const exposed = standing(report);
  toolkit.setOutput('verdict', report.verdict);
  toolkit.setOutput('exposed', exposed.length);
  for (const severity of SEVERITIES) {
    if (severity === 'info') continue;
    toolkit.setOutput(severity, exposed.filter(finding => finding.severity === severity).length);
  }
  toolkit.setOutput('from', versions(report, 'from'));
  toolkit.setOutput('to', versions(report, 'to'));
  toolkit.setOutput('report-json', files.reportJson ?? '');
  toolkit.setOutput('report-html', files.reportHtml ?? '');
  toolkit.setOutput('patch', files.patch ?? '');
  toolkit.setOutput('comment-url', files.commentUrl ?? '');
}

/** Lets the step fail or pass as the verdict has it, with one line that says why. */
export function conclude(report: Report, toolkit: Toolkit): void {
  const line = oneLine(logText(`${report.verdict}: ${report.reason}`));
  if (exitCodeOf(report) !== 0) toolkit.setFailed(line);
  else toolkit.info(line);
}

/**
 * Workflows put outputs into scripts, and versions are what a pull request says they are: anything but letters, digits and
 * what versions and simple ranges are made of stays out of them.
 */
const PLAIN_VERSION = /^[\w.+~^*-]{1,100}$/;

/** Each version once, in the report's order. */
function versions(report: Report, side: 'from' | 'to'): string {
  const found = report.upgrades.flatMap(upgrade => upgrade[side]?.version ?? []);
  return [...new Set(found.map(version => (PLAIN_VERSION.test(version) ? version : 'undecided')))].join(',');
}
