import type { Report } from '../../src/model.js';
import { hostile } from './hostile.js';
import { sampleChange, sampleFinding, sampleReport, sampleUpgrade } from './sample.js';

/** A report in which every text that a pull request decides is hostile. */
export function hostileReport(seed: number): Report {
  const text = hostile(seed);
  const finding = sampleFinding({
    title: text,
    summary: text,
    upgrades: [text],
    question: text,
    locations: [{ file: text, line: 1, resource: text, message: text }],
    overrides: [
      {
        kind: 'pin',
        target: 'values',
        file: text,
        line: 2,
        path: text,
        value: text,
        verified: true,
        weakens: text,
        note: text,
      },
    ],
    references: [text, 'javascript:alert(1)', 'https://istio.io/"><script>alert(1)</script>'],
  });
  return sampleReport({
    reason: text,
    upgrades: [sampleUpgrade({ id: text, environment: text, releaseName: text, revision: text })],
    findings: [finding, { ...finding, exposure: 'possible' }],
    changes: [
      sampleChange({
        upgrade: text,
        path: text,
        before: text,
        after: `${text}\n--- a/x\n+++ b/x\n`,
        note: text,
      }),
      sampleChange({
        resource: { apiVersion: text, kind: text, namespace: text, name: text },
        before: { [text]: text },
      }),
    ],
    restarts: [{ what: text, why: text, upgrade: text }],
    incomplete: [{ what: text, why: text, file: text, line: 3, blocking: true }],
  });
}
