/** What the analysis needs from the outside, handed in by the doors. */
import type { ChartStore } from '../charts/store.js';
import type { OwnLayer } from '../diff/noise/own-layers.js';
import type { EnvoyRelease } from '../knowledge/envoy.js';
import type { EnvoyMove } from '../knowledge/envoy-moves.js';
import type { Facts } from '../knowledge/facts.js';
import type { Releases } from '../knowledge/releases.js';
import type { Problem, Scope } from '../model.js';
import type { Renderer } from '../render/render.js';
import type { Rule } from '../rules/rule.js';

export interface AnalysisPorts {
  readonly facts: Facts;
  readonly rules: readonly Rule[];
  /** Minors of which every known change has a rule, or a reason why it needs none. */
  readonly curated: readonly string[];
  /** What is known to have moved under EnvoyFilters. */
  readonly envoyMoves: readonly EnvoyMove[];
  /** Which Envoy comes with each minor, and what of it is known. */
  readonly envoy: readonly EnvoyRelease[];
  /** Support windows and vulnerabilities of Istio's releases. */
  readonly releases: Releases;
  readonly store: ChartStore;
  /** Helm; a problem where there is none to be had. */
  readonly renderer: Renderer | Problem;
}

export interface AnalysisOptions {
  readonly scope: Scope;
  /** The user gave the versions: forms that are not read can't hide one. */
  readonly explicit: boolean;
  /** Kubernetes version to render for; undefined: what the release declares, else one that the target supports. */
  readonly kubeVersion?: string;
  /** Layers of noise of the team's own. */
  readonly noise?: readonly OwnLayer[];
}

export function hasRenderer(ports: AnalysisPorts): ports is AnalysisPorts & { readonly renderer: Renderer } {
  return 'render' in ports.renderer;
}
