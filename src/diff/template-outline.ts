/**
 * Where each line of an injection template stands in the pod that it makes: read off its indentation, since the text is
 * no YAML before it is run. Conditions are looked through: what stands below one may or may not come to be.
 */

/** The part of a pod that a line belongs to, in words: `env JWT_POLICY of istio-proxy`, `volume istio-token`. */
export type Place = string;

export interface Outline {
  /** The place of each line, '' where it has none; index 0 is line 1. */
  readonly places: readonly Place[];
  /** Containers and the list that they stand in. */
  readonly containers: ReadonlyMap<string, 'containers' | 'initContainers'>;
}

interface Level {
  readonly indent: number;
  readonly key: string;
  readonly isItem: boolean;
}

export function outlineOf(text: string): Outline {
  const places: Place[] = [];
  const containers = new Map<string, 'containers' | 'initContainers'>();
  let levels: Level[] = [];
  for (const line of text.split('\n')) {
    const step = readLine(line);
    if (step) {
      levels = [...above(levels, step), ...step];
      const found = containerIn(levels);
      if (found) containers.set(found.name, found.list);
    }
    places.push(placeOf(levels));
  }
  return { places, containers };
}

/** The levels that a line opens; undefined for one that is all action, comment or blank. */
function readLine(line: string): Level[] | undefined {
  // `{{ if $native }}restartPolicy: Always{{ end }}` is a line of YAML, under a condition.
  const plain = line.replace(/^( *)(?:\{\{[^{}]*\}\} *)+(?=[\w-])/, '$1');
  const [, space = '', dash = '', rest = ''] = /^( *)(- +|-$)?(.*)$/.exec(plain) ?? [];
  if (rest.trim() === '' && dash === '') return undefined;
  if (/^\s*(#|\{\{)/.test(rest) && dash === '') return undefined;
  const [, key = '', value = ''] = /^"?([\w./-]+)"?:(?: +(.*))?$/.exec(rest.trimEnd()) ?? [];
  if (dash === '') return key === '' ? undefined : [{ indent: space.length, key, isItem: false }];
  const name = key === 'name' || key === 'mountPath' ? value : key === '' ? rest : '';
  const item = { indent: space.length, key: name.trim().replace(/^["']|["']$/g, ''), isItem: true };
  return key === '' || key === 'name'
    ? [item]
    : [item, { indent: space.length + dash.length, key, isItem: false }];
}

/** What is still open above a line. An item may stand as deep as the key of its list. */
function above(levels: readonly Level[], [first]: readonly Level[]): Level[] {
  if (!first) return [...levels];
  return levels.filter(
    level => level.indent < first.indent || (level.indent === first.indent && first.isItem && !level.isItem),
  );
}

function containerIn(
  levels: readonly Level[],
): { name: string; list: 'containers' | 'initContainers' } | undefined {
  const index = levels.findIndex(
    ({ key, isItem }) => !isItem && (key === 'containers' || key === 'initContainers'),
  );
  const item = levels[index + 1];
  const list = levels[index]?.key;
  if (index === -1 || !item?.isItem || item.key === '') return undefined;
  return list === 'containers' || list === 'initContainers' ? { name: item.key, list } : undefined;
}

function placeOf(levels: readonly Level[]): Place {
  const container = containerIn(levels)?.name;
  if (container === undefined) return podPlace(levels);
  const start = levels.findIndex(({ key, isItem }) => isItem && key === container);
  const [section, ...rest] = levels.slice(start + 1);
  const of = ` of ${container}`;
  if (!section) return `container ${container}`;
  const names = rest.map(({ key }) => key).filter(key => key !== '');
  switch (section.key) {
    case 'env':
      return names[0] === undefined ? '' : `env ${names[0]}${of}`;
    case 'volumeMounts':
      return mountPlace(rest, of);
    case 'resources':
      return `resources${of}`;
    case 'securityContext':
      return names[0] === 'capabilities' && names[2] !== undefined
        ? `capability ${names[2]} (${names[1]})${of}`
        : `securityContext${names[0] === undefined || names[0] === 'capabilities' ? '' : ` ${names[0]}`}${of}`;
    default:
      return `${section.key}${of}`;
  }
}

function mountPlace(rest: readonly Level[], of: string): Place {
  const path = rest.find(({ key, isItem }) => isItem && key !== '')?.key;
  return path === undefined ? `mounts${of}` : `mount ${path}${of}`;
}

/** Fields of the `spec` of a workload or Service, and lists whose items have places of their own. */
const NOT_OF_PODS = new Set([
  'containers',
  'initContainers',
  'ports',
  'selector',
  'template',
  'type',
  'strategy',
  'loadBalancerIP',
  'replicas',
]);

function podPlace(levels: readonly Level[]): Place {
  const index = levels.findLastIndex(({ key, isItem }) => !isItem && key === 'spec');
  // In a template of whole resources, only what stands below a `template` is the pod.
  const isPod = index === 0 || levels.slice(0, index).some(({ key }) => key === 'template');
  if (index === -1 || !isPod) return '';
  const [section, item] = levels.slice(index + 1);
  if (!section || NOT_OF_PODS.has(section.key)) return '';
  if (section.key === 'volumes') return item?.isItem && item.key !== '' ? `volume ${item.key}` : '';
  return `${section.key} of the pod`;
}
