import { isPackable, packChart } from '../../src/charts/pack.js';
import { unpackChart } from '../../src/charts/unpack.js';
import { describe, expect, it } from '../support/jest.js';

function files(texts: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
}

const CHART = { 'Chart.yaml': 'name: x\n', 'values.yaml': '' };

describe('charts/pack', () => {
  it('packs what unpacks to the same', async () => {
    const name = `charts/${'a'.repeat(30)}/templates/${'b'.repeat(30)}.yaml`;
    const chart = files({ ...CHART, [name]: 'ü'.repeat(600), 'templates/x.yaml': 'x'.repeat(512) });
    expect(isPackable(chart)).toBe(true);
    const unpacked = await unpackChart(packChart(chart));
    const texts = [...unpacked].map(([file, content]) => [file, Buffer.from(content).toString('utf8')]);
    expect(Object.fromEntries(texts)).toEqual(
      Object.fromEntries([...chart].map(([file, content]) => [file, Buffer.from(content).toString('utf8')])),
    );
  });

  it('leaves to folders what Helm reads otherwise there', () => {
    for (const name of ['.helmignore', 'templates/.hidden.yaml', `templates/${'long'.repeat(30)}.yaml`])
      expect(isPackable(files({ ...CHART, [name]: 'x' }))).toBe(false);
    expect(isPackable(files({ ...CHART, 'charts/x/.helmignore': '*\n' }))).toBe(true);
  });
});
