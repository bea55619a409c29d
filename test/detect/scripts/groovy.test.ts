/** Loops and functions of pipelines of Jenkins. */

import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

function pipeline(before: string, script: string): Record<string, string> {
  return {
    Jenkinsfile: `${before}pipeline {\n  agent any\n  parameters {\n    string(name: 'ISTIO_VERSION', defaultValue: '1.20.7', description: 'mesh')\n  }\n  stages {\n    stage('Mesh') {\n      steps {\n        script {\n${script}        }\n      }\n    }\n  }\n}\n`,
  };
}

describe('detect/scripts/groovy', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'a list of maps',
      '',
      "def charts = [\n  [name: 'istio-base', chart: 'base'],\n  [name: 'istiod', chart: 'istiod'], // control plane\n]\ncharts.each { r ->\n  sh \"helm upgrade --install ${r.name} istio/${r.chart} -n istio-system --version ${params.ISTIO_VERSION}\"\n}\n",
      ['base 1.20.7 Jenkinsfile:4', 'istiod 1.20.7 Jenkinsfile:4'],
    ],
    [
      'a list of texts, and the item by its own name',
      '',
      "['base', 'istiod'].each {\n  sh \"helm upgrade --install ${it} istio/${it} --version ${params.ISTIO_VERSION}\"\n}\n",
      ['base 1.20.7 Jenkinsfile:4', 'istiod 1.20.7 Jenkinsfile:4'],
    ],
    [
      'a map with versions',
      "def VERSIONS = [\n  base: '1.21.1',\n  istiod: '1.21.2',\n]\n\n",
      'VERSIONS.each { name, version ->\n  sh """\n    helm upgrade --install ${name} istio/${name} \\\\\n      --version ${version}\n  """\n}\n',
      ['base 1.21.1 Jenkinsfile:2', 'istiod 1.21.2 Jenkinsfile:3'],
    ],
    [
      '`for … in`',
      '',
      "for (c in ['base', 'istiod']) {\n  sh(script: \"helm upgrade --install istio-${c} istio/${c} --version 1.22.1\", label: c)\n}\n",
      ['base 1.22.1 Jenkinsfile:11', 'istiod 1.22.1 Jenkinsfile:11'],
    ],
    [
      'a function',
      'def deploy(String chart, String version) {\n  sh "helm upgrade --install ${chart} istio/${chart} --version ${version}"\n}\n\n',
      "deploy('base', params.ISTIO_VERSION)\ndeploy('istiod', '1.22.2')\n",
      ['base 1.20.7 Jenkinsfile:8', 'istiod 1.22.2 Jenkinsfile:15'],
    ],
    [
      'a function that is given a map',
      'def deploy(Map cfg) {\n  sh "helm upgrade --install ${cfg.release} istio/${cfg.chart} --version ${cfg.version}"\n}\n\n',
      "deploy(release: 'istio-base', chart: 'base', version: '1.22.2')\ndeploy release: 'x', chart: 'gateway', version: '1.22.3'\n",
      ['base 1.22.2 Jenkinsfile:14', 'gateway 1.22.3 Jenkinsfile:15'],
    ],
    [
      'what goes on behind the text',
      '',
      'sh(script: "helm upgrade --install istiod istio/istiod --version 1.22.1", label: "mesh")\n',
      ['istiod 1.22.1 Jenkinsfile:10'],
    ],
  ])('reads %s', async (_, before, script, expected) => {
    expect(await inOrder(pipeline(before, script))).toEqual(expected);
  });
});
