/** One analysis as a score asks for it: no network, no policy, charts from a folder. */
import type { Report, Tree } from '../../src/model.js';
import { parsePolicy } from '../../src/policy/policy.js';
import { run } from '../../src/session.js';

/**
 * @param charts folder of charts; unpacked releases, with istioctl's own charts of gateways, are taken from the folder that
 *   PREFLIGHT_RELEASES names, if there is one
 * @param helm the Helm that renders; left out: the one on PATH */
export function analyse(base: Tree, head: Tree, charts: string, helm: string | undefined): Promise<Report> {
  return run({
    base,
    head,
    from: [],
    to: [],
    values: [],
    charts: [charts, ...(process.env.PREFLIGHT_RELEASES ? [process.env.PREFLIGHT_RELEASES] : [])],
    policy: parsePolicy('.istio-preflight.yaml', ''),
    offline: true,
    env: { ...process.env, ...(helm ? { HELM_BIN: helm } : {}) },
  });
}
