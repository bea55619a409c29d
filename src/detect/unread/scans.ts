/** Workflows of GitHub that only look at images: what their scanners are given is installed by something else, or not at all. */

const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const USES = /^[ \t]*(?:-[ \t]+)?uses:[ \t]*["']?([^\s"'#]{1,200})/gm;
/** By what it is called, or takes the findings: https://docs.github.com/code-security/how-tos/scan-code-for-vulnerabilities */
const LOOKS =
  /^(?:actions\/(?:checkout|cache|(?:upload|download)-artifact)|github\/codeql-action\/[\w-]+|[\w.-]+\/[\w.-]*(?:trivy|grype|snyk|anchore|scan|sbom|syft|clair|dockle|docker-scout|scout)[\w.-]*)(?:\/[\w./-]+)?@/i;
const SCANS = /^(?:[\w.-]+\/)[\w.-]*(?:trivy|grype|snyk|anchore|scan|clair|dockle|scout)/i;
/** A step that runs commands, which may do anything. */
const RUNS = /^[ \t]*(?:-[ \t]+)?(?:run|script):/m;

export function onlyScans(path: string, text: string): boolean {
  if (!WORKFLOW.test(path) || RUNS.test(text)) return false;
  const uses = [...text.matchAll(USES)].map(([, action = '']) => action);
  return uses.some(action => SCANS.test(action)) && uses.every(action => LOOKS.test(action));
}
