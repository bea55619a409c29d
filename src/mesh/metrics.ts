/** Names of metrics of Istio's control plane and of its proxies, as texts hold them: by how they begin. */

const PREFIXES =
  'istio|istiod|envoy|pilot|citadel|galley|ztunnel|ambient|nodeagent|sidecar_injection|remote_cluster';
const ANY = new RegExp(`\\b(?:${PREFIXES})_[a-z0-9]`);
const EACH = new RegExp(`\\b(?:${PREFIXES})_[a-z0-9_]+`, 'g');

/** Characters of a text that are looked at: dashboards are long. */
const LONGEST_TEXT = 1_048_576;

/** Whether a text names any. */
export function namesMetrics(text: string): boolean {
  return ANY.test(text.slice(0, LONGEST_TEXT));
}

/** Those that a text names, each once, sorted. */
export function metricsIn(text: string): readonly string[] {
  return [...new Set(text.slice(0, LONGEST_TEXT).match(EACH))].toSorted();
}
