/**
 * Bundles of Gateway API CRDs that the tree fetches from where they are published: in kustomizations, scripts,
 * pipelines and Terraform, by Argo CD and by Flux.
 * Source: https://gateway-api.sigs.k8s.io/guides/getting-started/#installing-gateway-api
 */
import type { MeshResource, Tree } from '../model.js';
import { parseYaml, positionedAt } from '../yaml/positioned.js';
import { bundleValue } from './gateway-api-crds.js';
import { listAt, mappingAt, textAt } from './read.js';
import { resourceFrom } from './resource.js';

const PUBLISHER = 'kubernetes-sigs/gateway-api';

/** Longer lines are no one's command. */
const MAX_LINE = 2_000;

/**
 * One resource a place, in the order of files and lines, that stands for the CRDs which come from there. Lines that are
 * comments are none.
 */
export async function remoteBundles(tree: Tree): Promise<readonly MeshResource[]> {
  const found: MeshResource[] = [];
  for (const path of await tree.candidates()) {
    const content = await tree.read(path);
    if (!content.ok || !content.text.includes(PUBLISHER)) continue;
    for (const bundle of [...bundlesInText(content.text), ...bundlesInObjects(path, content.text)]) {
      const data = positionedAt(path, bundle.line, bundleValue(bundle.version, bundle.channel));
      const resource = resourceFrom(data, 'file', '');
      if (resource) found.push(resource);
    }
  }
  return found;
}

interface Bundle {
  readonly line: number;
  /** As written: `v1.4.1`. */
  readonly version: string;
  readonly channel: string;
}

const VERSION = /^v\d{1,4}\.\d{1,4}\.\d{1,4}/;

function bundlesInText(text: string): Bundle[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.length > MAX_LINE || /^\s*(?:#|\/\/)/.test(line)) return [];
    return line
      .split(PUBLISHER)
      .slice(1)
      .flatMap(rest => {
        const bundle = bundleAt(rest);
        return bundle ? [{ ...bundle, line: index + 1 }] : [];
      });
  });
}

/** What follows the publisher in an address: `/releases/download/v1.4.1/standard-install.yaml`, `/config/crd?ref=v1.4.1`. */
function bundleAt(rest: string): Omit<Bundle, 'line'> | undefined {
  const [address = ''] = rest.split(/[\s"'`)]/, 1);
  const version = address.split(/[/?&=]/).find(part => VERSION.test(part));
  const isCrds =
    /\/(?:releases\/download|config\/crd)/.test(address) || /^\/v[\d.]+\/config\/crd/.test(address);
  if (version === undefined || !isCrds || /webhook/.test(address)) return undefined;
  return { version, channel: channelOf(address) };
}

function channelOf(path: string): string {
  return path.includes('experimental') ? 'experimental' : 'standard';
}

/** Argo CD's Applications and Flux's GitRepositories name the repository and the version apart. */
function bundlesInObjects(path: string, text: string): Bundle[] {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return [];
  return parseYaml(path, text).documents.flatMap(({ data }) => {
    const spec = mappingAt(data.value, ['spec']);
    if (!spec) return [];
    const places = [
      { at: ['spec', 'source'], address: 'repoURL', version: ['targetRevision'] },
      ...listAt(spec, ['sources']).map((_, index) => ({
        at: ['spec', 'sources', index],
        address: 'repoURL',
        version: ['targetRevision'],
      })),
      { at: ['spec'], address: 'url', version: ['ref', 'tag'] },
    ];
    return places.flatMap(({ at, address, version }) => {
      const name = textAt(data.value, [...at, ...version]);
      if (!textAt(data.value, [...at, address]).includes(PUBLISHER) || !VERSION.test(name)) return [];
      return [
        {
          line: data.lineOf([...at, ...version]),
          version: name,
          channel: channelOf(textAt(data.value, [...at, 'path'])),
        },
      ];
    });
  });
}
