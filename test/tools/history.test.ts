/** Which changes of a history are judged: those in which a version moves beside a word of Istio's. */
import { movedLines, speaksOfMesh } from '../../tools/score/moved-lines.js';
import { describe, expect, it } from '../support/jest.js';

function diff(file: string, ...lines: readonly string[]): string {
  return `diff --git a/${file} b/${file}\nindex 1..2 100644\n--- a/${file}\n+++ b/${file}\n@@ -1,4 +1,4 @@\n${lines.join('\n')}\n`;
}

describe('score: history', () => {
  it('takes a version that moves beside a word of Istio’s', () => {
    const change = diff('mesh.yaml', ' chart: istiod', '-version: 1.22.2', '+version: 1.24.1');
    expect(movedLines(change)).toEqual(['mesh.yaml: version: 1.24.1']);
  });

  it('takes one by the name of its file, and several files', () => {
    const change = [
      diff('istio/values.yaml', '-tag: 1.22.2', '+tag: 1.24.1'),
      diff('b.tf', ' # Istio', '-  default = "1.22.2"', '+  default = "1.24.1"'),
    ].join('');
    expect(movedLines(change)).toEqual(['istio/values.yaml: tag: 1.24.1', 'b.tf: default = "1.24.1"']);
  });

  it.each([
    ['what moves from one place to another', diff('istio.yaml', '-version: 1.22.2', '+  version: 1.22.2')],
    ['what only comes', diff('istio.yaml', '+version: 1.22.2')],
    ['other things', diff('kiali.yaml', '-version: 1.22.2', '+version: 1.24.1')],
    ['libraries', diff('istio/go.mod', '-istio.io/api v1.22.2', '+istio.io/api v1.24.1')],
    [
      'what goes',
      'diff --git a/istio.yaml b/istio.yaml\n--- a/istio.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-1.22.2\n',
    ],
  ])('leaves out %s', (_, change) => {
    expect(movedLines(change)).toEqual([]);
  });

  it('knows what has nothing to do with a mesh', () => {
    expect(speaksOfMesh(diff('apps/shop.yaml', '-replicas: 1', '+replicas: 2'))).toBe(false);
    expect(speaksOfMesh(diff('apps/istio.yaml', '-replicas: 1', '+replicas: 2'))).toBe(true);
  });
});
