import { argocd } from './argocd.js';
import { chartYaml } from './chart-yaml.js';
import type { Detector } from './detector.js';

/** Every form that is read. */
export const detectors: readonly Detector[] = [argocd, chartYaml];
