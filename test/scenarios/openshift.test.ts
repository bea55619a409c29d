/** Profiles named after a platform, through the whole analysis: one remedy for all charts of the mesh. */

import type { Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files, findings } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const [helm] = charts === undefined ? [] : await testHelms();
const itRendered = charts && helm ? it : it.skip;

function upgrade(from: Files, to: Files): Promise<Report> {
  return analyse(from, to, { ...(helm ? { helm: helm.path } : {}), ...(charts ? { charts } : {}) });
}

function mesh(version: string, helmOf: string): Files {
  const cni = application(version, helmOf, 'cni').replace('chart: istiod', 'chart: cni');
  return { 'apps/istiod.yaml': application(version, helmOf), 'apps/cni.yaml': cni };
}

describe('scenarios of OpenShift', () => {
  itRendered.each([
    ['openshift', 'global: {platform: openshift}'],
    ['openshift-ambient', 'profile: ambient'],
  ])('moves the profile %s of all charts in one remedy, and the render passes', async (profile, expected) => {
    const values = `values: |\n  profile: ${profile} # ours\n  global:\n    hub: example.com/istio`;
    const before = mesh('1.23.6', values);
    const after = mesh('1.24.2', values);
    const broken = findings(await upgrade(before, after), 'render-fails', 'exposed');
    expect(broken.map(({ component }) => component).sort()).toEqual(['cni', 'istiod']);
    for (const { overrides } of broken) {
      const edits = overrides[0]?.written?.edits ?? [];
      expect(edits.map(({ file }) => file).sort()).toEqual(['apps/cni.yaml', 'apps/istiod.yaml']);
      expect(overrides[0]?.verified).not.toBe(false);
      for (const edit of edits) {
        expect(edit.after).toMatch(/platform: openshift/);
        if (profile === 'openshift-ambient') expect(edit.after).toContain(expected);
        else expect(edit.after).not.toContain('profile:');
      }
      const mended = { ...after, ...Object.fromEntries(edits.map(edit => [edit.file, edit.after])) };
      expect(findings(await upgrade(before, mended), 'render-fails', 'exposed')).toEqual([]);
    }
  });
});
