/** Environment variables that the values of a chart set, and which process reads them. */
import type { InstallationState } from '../behaviour/state.js';
import { type WrittenValue, writtenEntries } from '../behaviour/written-values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath } from '../model.js';
import { chartValues } from './chart-values.js';
import { isReadByTemplates, templatesStopReading } from './template-variables.js';

/** Whose environment, as the facts name processes. */
export type Reader = (typeof READERS)[number];

export const READERS = ['pilot', 'proxy', 'cni'] as const;

export function isReader(process: string): process is Reader {
  return READERS.some(reader => reader === process);
}

/** A map of the values whose keys become variables of one process. */
export interface VariableHome {
  readonly path: DataPath;
  readonly reader: Reader;
  readonly kind: 'env' | 'proxyMetadata';
  /** In the report's words. */
  readonly component: string;
}

export interface WrittenVariable extends WrittenValue {
  readonly name: string;
  readonly home: VariableHome;
}

const ISTIOD = { reader: 'pilot', kind: 'env', component: 'istiod' } as const;
const CNI = { reader: 'cni', kind: 'env', component: 'cni' } as const;

/** Per chart. ztunnel's variables are its own: istio/istio does not register them. */
const HOMES: Readonly<Record<string, readonly VariableHome[]>> = {
  istiod: [
    { ...ISTIOD, path: ['pilot', 'env'] },
    { ...ISTIOD, path: ['env'] },
    {
      path: ['meshConfig', 'defaultConfig', 'proxyMetadata'],
      reader: 'proxy',
      kind: 'proxyMetadata',
      component: 'proxy',
    },
  ],
  cni: [
    { ...CNI, path: ['cni', 'env'] },
    { ...CNI, path: ['env'] },
  ],
  gateway: [{ path: ['env'], reader: 'proxy', kind: 'env', component: 'gateway' }],
};

/** The variables that an installation's values set where its chart hands them on, in the order of the values. */
export function writtenVariables(
  { installation }: InstallationState,
  facts: Facts,
): readonly WrittenVariable[] {
  const { chart, istioVersion } = installation;
  if (istioVersion === null) return [];
  const values = chartValues(facts, chart, istioVersion);
  return (HOMES[chart] ?? []).flatMap(home => {
    if (values?.useOf([...home.path, 'NAME'].map(String)) === 'no') return [];
    return writtenEntries(installation, home.path).map(entry => ({
      ...entry,
      name: entry.keys.at(-1) ?? '',
      home,
    }));
  });
}

/** True where a process looks at a variable, or a template does that is rendered with its environment. */
export function isReadAt(facts: Facts, name: string, reader: Reader, version: string): boolean {
  return (
    facts.defaultAt('env', name, reader, version) !== undefined ||
    facts.defaultAt('envRead', name, reader, version) !== undefined ||
    isReadByTemplates(name, reader, version)
  );
}

/** The release from which on a process no longer looks at a variable; undefined while one does, or none ever did. */
export function notReadSince(facts: Facts, name: string, reader: Reader): string | undefined {
  if (isReadAt(facts, name, reader, facts.newest)) return undefined;
  const ends = [
    facts.removedIn('env', name, reader),
    facts.removedIn('envRead', name, reader),
    templatesStopReading(name, reader),
  ].filter(end => end !== undefined);
  return ends.toSorted((a, b) => facts.releases.indexOf(a) - facts.releases.indexOf(b)).at(-1);
}

/** `ISTIO_META_X` in the proxy's environment becomes metadata `X` of the proxy, whatever the name: never unread. */
export function isNodeMetadata(name: string, reader: Reader): boolean {
  return reader === 'proxy' && /^ISTIO_META(JSON)?_/.test(name);
}
