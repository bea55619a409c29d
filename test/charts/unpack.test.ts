import { gzipSync } from 'node:zlib';
import { unpackChart } from '../../src/charts/unpack.js';
import { type ArchiveEntry, archiveOf, chartArchive } from '../support/archive.js';
import { describe, expect, it } from '../support/jest.js';

const CHART = { 'Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 1.0.0\n' };

function text(content: Uint8Array | undefined): string | undefined {
  return content && Buffer.from(content).toString('utf8');
}

describe('charts/unpack', () => {
  it('gives files without the top folder', async () => {
    const files = await unpackChart(chartArchive('mesh', { ...CHART, 'templates/a.yaml': 'a: 1\n' }));
    expect([...files.keys()].sort()).toEqual(['Chart.yaml', 'templates/a.yaml']);
    expect(text(files.get('templates/a.yaml'))).toBe('a: 1\n');
  });

  it('unpacks archives of dependencies too', async () => {
    const inner = chartArchive('istiod', { 'Chart.yaml': 'name: istiod\nversion: 2.0.0\n' });
    const files = await unpackChart(chartArchive('mesh', { ...CHART, 'charts/istiod-2.0.0.tgz': inner }));
    expect([...files.keys()].sort()).toEqual(['Chart.yaml', 'charts/istiod-2.0.0/Chart.yaml']);
  });

  const hostile: readonly [string, readonly ArchiveEntry[], RegExp][] = [
    ['a path that climbs out', [{ path: 'mesh/../../etc/x', content: 'x' }], /leads out of it/],
    ['an absolute path', [{ path: '/etc/x', content: 'x' }], /leads out of it/],
    ['a Windows path', [{ path: 'mesh/..\\..\\x', content: 'x' }], /leads out of it/],
    [
      'a symbolic link',
      [{ path: 'mesh/values.yaml', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
      /not a regular file/,
    ],
    [
      'a hard link',
      [{ path: 'mesh/values.yaml', type: 'Link', linkpath: '/etc/passwd' }],
      /not a regular file/,
    ],
    ['a pipe', [{ path: 'mesh/values.yaml', type: 'FIFO' }], /not a regular file/],
    ['a second folder', [{ path: 'other/Chart.yaml', content: 'x' }], /more than one folder/],
    ['a file beside the folder', [{ path: 'loose.yaml', content: 'x' }], /more than one folder/],
    ['a file that comes twice', [{ path: 'mesh/Chart.yaml', content: 'x' }], /twice/],
  ];
  it.each(hostile)('refuses %s', async (_, entries, message) => {
    const archive = archiveOf([{ path: 'mesh/Chart.yaml', content: CHART['Chart.yaml'] }, ...entries]);
    await expect(unpackChart(archive)).rejects.toThrow(message);
  });

  it('refuses what is no archive, no whole archive, or no chart', async () => {
    await expect(unpackChart(Buffer.from('hello'))).rejects.toThrow('not a gzipped archive');
    await expect(unpackChart(gzipSync(Buffer.alloc(700, 'x')))).rejects.toThrow('not a whole archive');
    await expect(unpackChart(archiveOf([{ path: 'mesh/values.yaml', content: 'a: 1' }]))).rejects.toThrow(
      'no Chart.yaml',
    );
  });

  it('refuses an archive that unpacks to more than any chart, without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(unpackChart(bomb)).rejects.toThrow('unpacks to more than');
  });

  it('refuses archives nested without end', async () => {
    let archive = chartArchive('mesh', CHART);
    for (let depth = 0; depth < 8; depth += 1)
      archive = chartArchive('mesh', { ...CHART, 'charts/x.tgz': archive });
    await expect(unpackChart(archive)).rejects.toThrow('nested too deep');
  });
});
