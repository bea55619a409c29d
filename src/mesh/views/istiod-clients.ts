/** Workloads that talk to istiod themselves: dashboards, audits, tools. */
import { kialiIn } from '../kiali.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { type PodContainer, podTemplatesOf } from '../pods.js';
import { listAt, textAt, textsAt } from '../read.js';
import { groupOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const istiodClients: ViewDefinition = {
  name: 'istiodClients',
  summary:
    "What asks istiod's debug or xDS ports: a container of Kiali, of istioctl, or one that names these ports; Kiali's resource, or the Application or HelmRelease of its chart",
  places: { at: 'the container; the name of the resource; the chart' },
  fields: {
    tool: '`kiali` or `istioctl`, by the image or the command; else `other`',
    image: "the container's image; '' without one",
    namespace: 'the namespace that it runs in',
    isRootNamespace: 'whether that is the root namespace, where istiod is taken to run',
    ports: "istiod's ports that its command, arguments or environment name: 15010, 15012, 15014",
    plaintext: 'whether it asks without TLS: by `--plaintext` or by port 15010',
    debug:
      'whether it asks for debug information: by a path below `/debug/`, or by a subcommand of istioctl that does',
  },
  items: oncePerMesh(clients),
};

const PORTS = ['15010', '15012', '15014'];

/** Subcommands that ask istiod for what it knows. Source: https://istio.io/latest/docs/reference/commands/istioctl/ */
const ASKING = ['proxy-status', 'ps', 'version', 'internal-debug', 'proxy-config', 'pc'];

function clients(mesh: Mesh): readonly ViewItem[] {
  const items: ViewItem[] = [...declaredKialis(mesh)];
  for (const pod of podTemplatesOf(mesh)) {
    for (const container of pod.containers) {
      const words = wordsOf(container);
      const tool = toolOf(container, words);
      const ports = PORTS.filter(port => words.some(word => speaksOfPort(word, port)));
      const debug =
        words.some(word => word.includes('/debug/')) ||
        (tool === 'istioctl' && words.some(word => ASKING.includes(word)));
      if (tool === 'other' && (ports.length === 0 || !words.some(word => word.includes('istiod')))) continue;
      items.push(
        itemAt(
          pod.resource,
          { at: container.path },
          {
            tool,
            image: container.image,
            namespace: pod.resource.namespace,
            isRootNamespace: pod.resource.namespace === mesh.rootNamespace,
            ports,
            plaintext: ports.includes('15010') || words.some(word => /^--plaintext(?:=true)?$/.test(word)),
            debug,
          },
        ),
      );
    }
  }
  return items;
}

function declaredKialis(mesh: Mesh): readonly ViewItem[] {
  return mesh.resources.flatMap(resource => {
    const kiali = kialiIn(groupOf(resource.apiVersion), resource.kind, resource.value);
    if (!kiali) return [];
    const namespace = kiali.namespace || resource.namespace;
    return [
      itemAt(
        resource,
        { at: kiali.path },
        {
          tool: 'kiali',
          image: '',
          namespace,
          isRootNamespace: namespace === mesh.rootNamespace,
          ports: [],
          plaintext: false,
          debug: false,
        },
      ),
    ];
  });
}

/** What a container is told on its command line and by its environment, cut at blanks: shells get whole scripts as one argument. */
function wordsOf({ value }: PodContainer): readonly string[] {
  const texts = [
    ...textsAt(value, ['command']),
    ...textsAt(value, ['args']),
    ...listAt(value, ['env']).map(variable => textAt(variable, ['value'])),
  ];
  return texts.flatMap(text => text.split(/[\s"';|&]+/)).filter(word => word !== '');
}

function toolOf({ image }: PodContainer, words: readonly string[]): 'kiali' | 'istioctl' | 'other' {
  const name = (image.split('/').at(-1) ?? '').split(/[:@]/)[0] ?? '';
  if (name.startsWith('kiali')) return 'kiali';
  return name === 'istioctl' || words.some(word => /(?:^|\/)istioctl$/.test(word)) ? 'istioctl' : 'other';
}

function speaksOfPort(word: string, port: string): boolean {
  const index = word.indexOf(port);
  return index >= 0 && !/\d/.test(word[index - 1] ?? '') && !/\d/.test(word[index + port.length] ?? '');
}
