/** The binaries that Istio ships, and what of the code they link is theirs. */

/** A binary that Istio ships. */
export interface Process {
  /** who reads: istiod is `pilot`, the agent beside Envoy `proxy` */
  readonly component: string;
  readonly mains: readonly string[];
  /** as the release's Makefile sets them */
  readonly tags: readonly string[];
  /** folders whose code the binary runs; of others it borrows what it calls */
  readonly own: RegExp;
  /** folders that it links and never calls */
  readonly idle?: RegExp;
  /** command line tools report only what their own folders register: they link everything */
  readonly ownOnly?: boolean;
}

const agentTags = ['agent', 'disable_pgv', 'grpcnotrace', 'retrynotrace'];
const standardTags = ['vtprotobuf', 'disable_pgv'];
/**
 * Schemas carry validators as values, which only istiod and istioctl call. Through 1.22 the agent hands secrets to
 * Envoy with istiod's server, which leaves that server's limits, caches and delays with nothing to do.
 */
const borrowed = /^(pkg\/config\/schema\/collections|pkg\/config\/validation|pilot\/pkg\/(xds|model))$/;

export const processes: readonly Process[] = [
  { component: 'pilot', mains: ['pilot/cmd/pilot-discovery'], tags: standardTags, own: /^/ },
  {
    component: 'proxy',
    mains: ['pilot/cmd/pilot-agent'],
    tags: agentTags,
    own: /^(?!pilot\/pkg\/)/,
    idle: borrowed,
  },
  {
    component: 'cni',
    mains: ['cni/cmd/install-cni', 'cni/cmd/istio-cni', 'cni/cmd/istio-cni-taint'],
    tags: agentTags,
    own: /^(?!pilot\/pkg\/)/,
    idle: borrowed,
  },
  {
    component: 'operator',
    mains: ['operator/cmd/operator'],
    tags: standardTags,
    own: /^operator\//,
    ownOnly: true,
  },
  {
    component: 'istioctl',
    mains: ['istioctl/cmd/istioctl'],
    tags: standardTags,
    own: /^(istioctl|tools\/bug-report|operator)\//,
    ownOnly: true,
  },
];

/** The process that a folder belongs to; undefined for shared ones. */
export function ownerOf(folder: string): string | undefined {
  if (/^pilot\/cmd\/pilot-agent(\/|$)/.test(folder)) return 'proxy';
  const [top = ''] = folder.split('/');
  return ['pilot', 'cni', 'operator', 'istioctl'].includes(top) ? top : undefined;
}
