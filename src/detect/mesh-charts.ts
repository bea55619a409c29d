/**
 * Charts of the tree that concern a mesh. What deploys one need not speak of Istio itself: `helm upgrade --install shop charts/shop
 * --set tls.enabled=true` decides which resources the mesh gets all the same.
 */
import { DECLARATION, MESH_RESOURCE } from './chart-relevance.js';
import { namesIstio } from './declaring-text.js';
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';

/** Helm, or what runs it or hands it to a tool that does. */
const DEPLOYS = /helm|\bargoproj\.io\/|\btoolkit\.fluxcd\.io\/|\bargocd\b/i;

/** What lists the charts inside a chart. */
const METADATA = /(?:^|\/)(?:Chart|requirements)\.yaml$/;

/** True for a text that may deploy a chart, where one of the tree's writes resources of the mesh or declares installations. */
export async function mayDeployMeshChart(context: DetectContext, text: string): Promise<boolean> {
  return DEPLOYS.test(text) && (await hasMeshCharts(context));
}

/** True where a chart of the tree writes resources of the mesh, declares what installs it, or brings it along. */
export const hasMeshCharts = oncePerTree(async (context: DetectContext): Promise<boolean> => {
  for (const path of context.candidates) {
    if (!context.charts.isPart(path) || context.isSetAside(path)) continue;
    const text = (await context.text(path)) ?? '';
    if (MESH_RESOURCE.test(text) || (context.charts.isTemplate(path) && DECLARATION.test(text))) return true;
    if (METADATA.test(path) && namesIstio(text)) return true;
  }
  return false;
});
