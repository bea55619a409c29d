/** What the generator reads out of a clone of istio/api, at the commit that a release names. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadFacts } from '../../src/knowledge/facts.js';
import { generate } from '../../tools/facts/generate.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';

let work = '';
const at = (name: string): string => join(work, name);

/** Collects problems, apart from those of a clone that holds nothing but go.mod. */
function collector(): { readonly problems: string[]; readonly report: (problem: string) => void } {
  const problems: string[] = [];
  return {
    problems,
    report: problem => {
      if (!problem.includes('pkg/config/mesh: no such package')) problems.push(problem);
    },
  };
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'facts-api-'));
  commit('api', 'v1.20.0', {
    'mesh/v1alpha1/config.proto': [
      'syntax = "proto3";',
      'package istio.mesh.v1alpha1;',
      'message MeshConfig {',
      '  string access_log_file = 1;',
      '  map<string, string> some_labels = 2;',
      '  ProxyConfig default_config = 3;',
      '  repeated Provider extension_providers = 4;',
      '  message Provider { string name = 1; Old lightstep = 2; }',
      '  message Old { string service = 1; }',
      '}',
      '',
    ].join('\n'),
    'mesh/v1alpha1/proxy.proto': [
      'syntax = "proto3";',
      'package istio.mesh.v1alpha1;',
      'message ProxyConfig { bool hold_application_until_proxy_starts = 1; ProxyConfig inner = 2; }',
      '',
    ].join('\n'),
    'annotation/annotations.yaml': [
      'annotations:',
      '- {name: sidecar.istio.io/inject, deprecated: false}',
      '- {name: sidecar.istio.io/old, deprecated: true}',
      '- {nothing: here}',
      '',
    ].join('\n'),
    'label/labels.yaml': 'labels:\n- {name: istio.io/rev}\n',
  });
  const pseudo = commit('api', undefined, {
    'mesh/v1alpha1/config.proto':
      'syntax = "proto3"; package istio.mesh.v1alpha1; message MeshConfig { string access_log_file = 1; string fresh = 2; }',
    'annotation/annotations.yaml': 'annotations: [\n',
  });
  commit('istio', '1.20.0', { 'go.mod': goMod('v1.20.0') });
  commit('istio', '1.20.1', { 'go.mod': goMod(`v1.20.1-0.20240101000000-${pseudo.slice(0, 12)}`) });
  commit('istio', '1.20.2', { 'go.mod': goMod('v1.99.0') });
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('tools/facts with a clone of the API', () => {
  it('reads fields, annotations and labels at the commit that each release names', async () => {
    const { problems, report } = collector();
    await generate({
      istio: at('istio'),
      api: at('api'),
      output: at('facts'),
      report,
    });
    const facts = loadFacts(at('facts'));
    const fields = (version: string) =>
      facts
        .all('meshField')
        .flatMap(({ name }) =>
          facts.defaultAt('meshField', name, 'pilot', version) === undefined ? [] : [name],
        );
    expect(fields('1.20.0')).toEqual([
      'accessLogFile',
      'defaultConfig',
      'defaultConfig.holdApplicationUntilProxyStarts',
      'defaultConfig.inner',
      'extensionProviders',
      'extensionProviders[].lightstep',
      'extensionProviders[].lightstep.service',
      'extensionProviders[].name',
      'someLabels',
    ]);
    expect(fields('1.20.1')).toEqual(['accessLogFile', 'fresh']);
    expect(facts.defaultAt('annotation', 'sidecar.istio.io/old', 'pod', '1.20.0')).toBe('deprecated');
    expect(facts.defaultAt('label', 'istio.io/rev', 'pod', '1.20.0')).toBe('');
    // What can't be read is named, and the rest is written.
    expect(problems).toEqual([
      expect.stringMatching(/^annotation\/annotations\.yaml: /),
      expect.stringMatching(/^1\.20\.2: istio\/api v1\.99\.0 is not in that clone: /),
    ]);
  });

  it('keeps what it knows where it is run without one', async () => {
    const { problems, report } = collector();
    await generate({ istio: at('istio'), output: at('facts'), release: '1.20.0', report });
    expect(loadFacts(at('facts')).defaultAt('meshField', 'someLabels', 'pilot', '1.20.0')).toBe('');
    expect(problems).toEqual([]);
    await generate({ istio: at('istio'), output: at('fresh'), report });
    expect(problems).toEqual([
      expect.stringMatching(/^1\.20\.0, 1\.20\.1, 1\.20\.2: .*--api names no clone/),
    ]);
  });
});

function goMod(api: string): string {
  return `module istio.io/istio\n\ngo 1.21\n\nrequire (\n\tistio.io/api ${api}\n)\n`;
}

/** Commits files to a repository; returns the commit. */
function commit(name: string, tag: string | undefined, files: Readonly<Record<string, string>>): string {
  const folder = at(name);
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', tag ?? 'more');
  if (tag !== undefined) git('tag', tag);
  return git('rev-parse', 'HEAD');
}
