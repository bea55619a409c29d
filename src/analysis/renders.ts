/** The matrix of renders: every release of either side at most once, and the old values on the new charts. */
import type { InstallationState } from '../behaviour/state.js';
import type { Installation, Problem, Release, Tree, Upgrade } from '../model.js';
import { crossRelease } from './crossed.js';
import { type OpenEffect, openEffects } from './open/effects.js';
import { withMoves } from './open/moves.js';
import { type AnalysisPorts, hasRenderer } from './ports.js';
import { type RenderedRelease, renderRelease } from './releases.js';
import type { Side } from './side.js';

/** A release before and after the change; either may be missing. */
export interface ReleasePair {
  readonly before: Release | null;
  readonly after: Release | null;
}

export class Renders {
  private readonly done = new Map<string, Promise<RenderedRelease>>();
  private readonly effects = new Map<RenderedRelease, Promise<readonly OpenEffect[] | undefined>>();

  constructor(
    private readonly before: Side,
    private readonly after: Side,
    private readonly kubeVersion: string,
    private readonly ports: AnalysisPorts,
    /** Somebody says that it is this version. */
    private readonly isDeclared: boolean,
  ) {}

  ofBefore(release: Release): Promise<RenderedRelease> {
    return this.once(`before ${release.id}`, () => this.render(release, this.before.tree));
  }

  ofAfter(release: Release): Promise<RenderedRelease> {
    return this.once(`after ${release.id}`, () => this.render(release, this.after.tree));
  }

  /** The same release as it was; undefined where it is new. */
  sameBefore(release: Release): Promise<RenderedRelease> | undefined {
    const old = this.before.detection.releases.find(({ id }) => id === release.id);
    return old && this.ofBefore(old);
  }

  /** What the version alone does: the old values on the new charts. Undefined where one of the sides is missing. */
  crossed({ before, after }: ReleasePair): Promise<RenderedRelease> | undefined {
    if (!before || !after) return undefined;
    return this.once(`crossed ${before.id} ${after.id}`, async () => {
      const { release, tree } = await crossRelease(
        { release: before, tree: this.before.tree },
        { release: after, tree: this.after.tree },
      );
      return await this.render(release, tree);
    });
  }

  async stateBefore(installation: Installation): Promise<InstallationState> {
    return await this.state(installation, await this.ofBefore(installation.release));
  }

  async stateAfter(installation: Installation): Promise<InstallationState> {
    return await this.state(installation, await this.ofAfter(installation.release));
  }

  /** What hangs on the values of a rendered release that are left open; undefined where that can't be asked. */
  effectsOf(rendered: RenderedRelease): Promise<readonly OpenEffect[] | undefined> {
    const { ports } = this;
    const known = this.effects.get(rendered);
    if (known) return known;
    const asked = hasRenderer(ports) ? openEffects(rendered, ports.renderer) : Promise.resolve(undefined);
    this.effects.set(rendered, asked);
    return asked;
  }

  private async state(installation: Installation, rendered: RenderedRelease): Promise<InstallationState> {
    const { rendering } = rendered;
    const state = { installation, ...(rendering ? { rendering } : {}) };
    return withMoves(state, await this.effectsOf(rendered));
  }

  private render(release: Release, tree: Tree): Promise<RenderedRelease> {
    return renderRelease(release, tree, this.kubeVersion, this.ports, this.isDeclared);
  }

  private once(key: string, render: () => Promise<RenderedRelease>): Promise<RenderedRelease> {
    const rendered = this.done.get(key) ?? render();
    this.done.set(key, rendered);
    return rendered;
  }
}

/** The pairs of releases behind upgrades, each pair once; what merely selects another control plane renders nothing new. */
export function releasePairs(upgrades: readonly Upgrade[]): readonly ReleasePair[] {
  const pairs = new Map<string, ReleasePair>();
  for (const { kind, before, after } of upgrades) {
    if (kind === 'repoint') continue;
    pairs.set(`${before?.release.id ?? ''}\n${after?.release.id ?? ''}`, {
      before: before?.release ?? null,
      after: after?.release ?? null,
    });
  }
  return [...pairs.values()];
}

/** What stopped a render, as a problem of the report. */
export function renderProblem({ release, rendering }: RenderedRelease): Problem | undefined {
  if (!rendering || rendering.ok) return undefined;
  return {
    what: `render of ${release.id}`,
    why: rendering.message.trim(),
    file: release.declared.file,
    line: release.declared.line,
    blocking: true,
  };
}
