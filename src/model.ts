/**
 * The nouns that the rooms hand to each other. Types only: no logic, no imports from other rooms.
 *
 * Conventions: paths in trees are relative to the tree's root, with `/`; lines are 1-based; versions are
 * Istio's own `X.Y.Z`; everything is read-only once made.
 */

// ---------------------------------------------------------------- places

/** A place in a file of the tree. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly endLine?: number;
}

/** A path into a YAML or JSON document: mapping keys and list indexes. */
export type DataPath = readonly (string | number)[];

/**
 * Something that could not be analysed; the report's `incomplete`. Data that could not be read travels as one
 * of these beside what could, so that nothing is dropped on the way.
 */
export interface Problem {
  /** What is affected, in the reader's words: `apps/istiod.yaml`, `chart istiod 1.99.0`. */
  readonly what: string;
  /** Why, and how to mend it: one sentence. */
  readonly why: string;
  readonly file?: string;
  readonly line?: number;
  /** False where it was just as unanalysable before the change, or can't move the verdict. */
  readonly blocking: boolean;
  /**
   * Its words, with the digest and what stands in `others` where it has those, say all that there is to it: while its release stays
   * as it is, the same on both sides are the same problem, whatever else its file says.
   */
  readonly selfContained?: true;
  /** Digest of all that decides it: with the same one it is the same problem, whatever else its file says; with another, another. */
  readonly digest?: string;
  /** It stands for an installation that nobody can judge: where that goes, it is told, too. */
  readonly unjudged?: true;
  /** Reading itself failed: what it hides on one side says nothing of the other. */
  readonly failed?: true;
  /** Two places that should agree on a version, and don't. */
  readonly halfBump?: HalfBump;
  /** How it is said where several of a kind have the same cause: then they are one. */
  readonly together?: Together;
  /** What the whole text of `file` says is closed to us: an installation, perhaps. */
  readonly hides?: true;
  /** More files that it is about: what moves in one of them may be what it does not let us see. */
  readonly others?: readonly string[];
  /** Values that it leaves open: several releases that the same thing leaves open are told together. */
  readonly leavesOpen?: readonly OpenCause[];
  /** Kinds of resources that it keeps from being seen: a release whose changes act on one of them can't be judged without. */
  readonly mayHold?: readonly string[];
  /** Nothing was left out: `why` says what was taken to be so instead. Told with the scope; no weight for the verdict. */
  readonly assumption?: true;
  /** Digest of what it is about: another one is another problem, in whatever words. */
  readonly about?: string;
  /** Of a change it is told only where that makes it another one, and moves nothing at its place that is deployed. */
  readonly onlyAsNews?: true;
}

export interface OpenCause {
  /** The value's key, with dots; empty where it may be any of the values. */
  readonly key: string;
  /** What is not decided, in the reader's words, and where. */
  readonly what: string;
  readonly at: Position;
  /** Id of the release whose value it is. */
  readonly release?: string;
  /** Kinds of resources of the mesh that may hang on it, where renders can't tell. */
  readonly mayHold?: readonly string[];
}

export interface Together {
  /** What they are, one and several: `['chart', 'charts']`. */
  readonly kind: readonly [one: string, several: string];
  readonly name: string;
  /** Istio's. */
  readonly version: string;
  /** The cause, in words that fit all of them. */
  readonly why: string;
}

export interface HalfBump {
  /** Istio's chart, by its name. */
  readonly chart: string;
  /** What the other place says; `judged` is what is compared. */
  readonly version: string;
  readonly judged: string;
  /** What the deploying tool makes of it. */
  readonly effect: 'deploy-fails' | 'missing-image' | 'other-charts' | 'other-image' | 'other-manifests';
}

/** Plain data together with where each part of it is written. */
export interface Positioned {
  readonly file: string;
  readonly value: unknown;
  /** Line of the key (or list item) at the path; of the deepest part of the path that exists otherwise. */
  lineOf(path: DataPath): number;
  /** Last line of what stands at the path. */
  endLineOf(path: DataPath): number;
  /** The part below a path, with the same positions; value `undefined` where there is nothing. */
  at(path: DataPath): Positioned;
  /** Where some words of the text at the path come from, where something filled them in: the tag of an image. */
  originIn?(path: DataPath, words: string): Position | undefined;
}

// ---------------------------------------------------------------- trees

export type FileContent =
  | { readonly ok: true; readonly text: string }
  /** `missing`: there is nothing at the path. */
  | { readonly ok: false; readonly why: string; readonly missing?: true };

/** One read-only view over a Git revision or a folder. All paths it lists are inside it; links are not followed out of it. */
export interface Tree {
  /** How the user named it: a revision, a folder. */
  readonly name: string;
  /** Every regular file (and link that stays inside) of the tree, sorted. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** Paths directly and indirectly below a folder, sorted. */
  below(folder: string): readonly string[];
  /** The text of a file; memoised. `ok: false` for what is missing, too large, binary or leads out of the tree. */
  read(path: string): Promise<FileContent>;
  /** A file as it is (a vendored chart archive, 20 MiB at most); undefined for what is missing or larger. */
  bytes?(path: string): Promise<Uint8Array | undefined>;
  /** The same for two files of the same content, whatever their size, in any two trees; undefined where that can't be told. */
  contentHash?(path: string): Promise<string | undefined>;
  /** Files that may hold Istio installations, configuration, or what deploys them: found by searching, not by parsing. Sorted. */
  candidates(): Promise<readonly string[]>;
  /**
   * Code, texts and files without an end to their names that install Istio or write its resources, found by searching;
   * no candidate is among them. Undefined, or absent: code of this tree can't be searched.
   */
  code?(): Promise<readonly string[] | undefined>;
  /** False where no file that could be a candidate speaks of Istio, nor of what manages it: asked before anything else. */
  mentionsMesh?(): Promise<boolean>;
  /**
   * Candidates that may say what is installed, and with what: all but mere workloads and Services. Undefined where the tree
   * can't tell those apart.
   */
  declaring?(): Promise<readonly string[] | undefined>;
  /** The file that a link leads to, which is where people edit it; any other path as it is. */
  realPath?(path: string): string;
  /** Links that lead to nothing: none of the tree's paths. */
  readonly deadLinks?: readonly string[];
  /** Names a file's content: equal names are equal contents, in both trees of a comparison. Undefined where it has no name. */
  contentId?(path: string): string | undefined;
  /** What the tree itself could not give (over its bounds, unreadable parts). */
  readonly problems: readonly Problem[];
}

// ---------------------------------------------------------------- edits

/** A file's new text: what an override writes. */
export interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet; `before` is empty. */
  readonly creates?: true;
}

/** A single value that can be written into a YAML document. */
export type ScalarValue = string | number | boolean;

/** Any value that can be written into a YAML document. */
export type YamlValue = ScalarValue | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Gives a value to a path; mappings on the way are created, list items are not. */
export interface SetOperation {
  readonly op: 'set';
  readonly path: DataPath;
  readonly value: YamlValue;
}

/**
 * Takes out what stands at a path. `prune`: mappings that are empty then go with it; `keep`: what held it stays, as
 * `{}` or `[]`.
 */
export interface RemoveOperation {
  readonly op: 'remove';
  readonly path: DataPath;
  readonly emptied: 'prune' | 'keep';
}

/** Moves a mapping's entry to another path that is free; what held it alone goes, as with `prune`. */
export interface MoveOperation {
  readonly op: 'move';
  readonly path: DataPath;
  readonly to: DataPath;
}

export type YamlOperation = SetOperation | RemoveOperation | MoveOperation;

/**
 * What a path is relative to: the document (`mapping`), or the document inside a literal block string of it
 * (`block-string`), such as `spec.source.helm.values` of an Argo CD Application.
 */
export type YamlHome =
  | { readonly style: 'mapping' }
  | { readonly style: 'block-string'; readonly blockPath: DataPath };

export interface YamlPlace {
  readonly file: string;
  /** Number of the YAML document in the file, from 0. */
  readonly document: number;
  readonly home: YamlHome;
}

/** One operation on one file; its paths are relative to `home`. */
export type YamlChange = YamlOperation & YamlPlace;

// ---------------------------------------------------------------- installations

/** Istio's own charts; anything else is a wrapper or somebody's application. */
export type IstioChart = 'base' | 'istiod' | 'gateway' | 'cni' | 'ztunnel' | 'ambient';

/** How the installation is declared (the contract's `form`). */
export type Form = string;

/** Who deploys it. */
export type Deployer = 'helm' | 'argocd' | 'flux' | 'terraform' | 'helmfile' | 'operator' | 'unknown';

/** One layer of values, in the order in which the deploying tool applies them; later layers win. */
export type ValuesLayer = ValuesDocument | ValuesAssignment;

/** A values file, or values written inline: handed to Helm with `-f`. */
export interface ValuesDocument {
  readonly kind: 'document';
  readonly source: 'file' | 'inline' | 'default';
  readonly file: string;
  readonly line: number;
  /** What is handed to Helm, to the letter. */
  readonly text: string;
  /** The same, positioned in `file`. */
  readonly data: Positioned;
  /**
   * Where the layer can be edited: the whole file (`path` empty), a mapping inside its YAML document number
   * `document` at `path`, or a block string at `path`. Absent: it can't be edited in place.
   */
  readonly home?: {
    readonly document: number;
    readonly path: DataPath;
    readonly style: 'mapping' | 'block-string';
  };
  /** Where its content stands in the release's values: the key path of the nested chart whose defaults these are. Absent: at the root. */
  readonly below?: DataPath;
}

/** One `--set` style assignment. */
export interface ValuesAssignment {
  readonly kind: 'assignment';
  readonly source: 'set';
  readonly file: string;
  readonly line: number;
  readonly flag: '--set' | '--set-string' | '--set-json' | '--set-file' | '--set-literal';
  /** Helm's own spelling of the key: `pilot.env.ENABLE_AUTO_SNI`. */
  readonly key: string;
  /** The value; for `--set-file` the text of the file. */
  readonly value: string;
  /** Where that is written, if the flag takes it by a name: `--set version=$VERSION`. */
  readonly setAt?: Position;
}

/** A chart as a release names it. */
export type ChartReference = PublishedChart | TreeChart;

/** A chart that is fetched: from a Helm repository, a registry, or what the user gave with `--charts`. */
export interface PublishedChart {
  readonly kind: 'published';
  readonly name: string;
  /** `https://…` Helm repository or `oci://…` registry folder (without the chart's name); undefined: Istio's own. */
  readonly repository?: string;
  /** As declared; null where the tree does not decide it. May be a range. */
  readonly version: string | null;
  readonly at: Position;
  /** Documents of the tree that were rendered from it: they are what is deployed, and are taken as they are. */
  readonly rendered?: readonly { readonly file: string; readonly document: number }[];
}

/** A chart whose source is in the tree; rendered whole, with its dependencies put in place. */
export interface TreeChart {
  readonly kind: 'tree';
  /** Folder of its Chart.yaml; '' for the root. */
  readonly path: string;
  readonly name: string;
  readonly dependencies: readonly ChartDependency[];
  /** From its Chart.yaml. A wrapper's own version is not Istio's. */
  readonly version?: string;
  readonly appVersion?: string;
  /** The line of that. */
  readonly appVersionAt?: Position;
  /** Where its version is written. */
  readonly at?: Position;
  /** An unpacked copy of one of Istio's own charts. */
  readonly own?: IstioChart;
  /** A chart of type `library`: others use it, Helm does not install it. */
  readonly library?: boolean;
  /** Of the files that its manifests are made from, besides values; absent where it has none. */
  readonly digest?: string;
}

/** One entry of `dependencies` in a Chart.yaml of the tree. */
export interface ChartDependency {
  readonly name: string;
  /** The key its values stand under: alias or name. */
  readonly key: string;
  readonly repository?: string;
  /** As declared in Chart.yaml. */
  readonly declared: string | null;
  /** The version that would be installed: from Chart.lock where that satisfies the declared one, else the declared one. */
  readonly version: string | null;
  readonly at: Position;
  /** For `file://` dependencies and unpacked folders under charts/: the chart in the tree. */
  readonly tree?: TreeChart;
  /** For archives vendored under charts/: their path. */
  readonly archive?: string;
  /** Digest of that archive. */
  readonly archiveDigest?: string;
  /** Which of Istio's own charts it is; absent for anything else. */
  readonly chart?: IstioChart;
  /** Helm's `condition` and `tags`: what decides whether it is installed. */
  readonly condition?: string;
  readonly tags?: readonly string[];
  /** The chart's own files don't name it: who deploys the chart adds it. */
  readonly added?: true;
}

/** What something hangs on that the tree does not decide, and where that is asked. */
export interface Condition extends Position {
  /** In the reader's words, as it stands after "only if": `` `tracing.enabled` is true ``. */
  readonly what: string;
}

/** A value that the tree does not decide. */
export interface OpenValue {
  /** Below the release's values. */
  readonly path: DataPath;
  /** What decides it, in the reader's words: `var.auto_sni`. */
  readonly what: string;
  /** Where to look. */
  readonly at: Position;
  /** It is as the values say where this holds, and something else, or nothing, where it does not. */
  readonly condition?: Condition;
}

/** A change that the deploying tool makes in one rendered object, and where it is written. */
export type ObjectPatch = {
  readonly kind: string;
  readonly name: string;
  readonly at: Position;
} & (
  | { readonly how: 'merge'; readonly value: Readonly<Record<string, unknown>> }
  /** At a path as istioctl's overlays spell it; without a value, what stands there goes. */
  | { readonly how: 'write'; readonly path: string; readonly value?: unknown }
);

/** One Helm release: what is rendered in one piece. */
export interface Release {
  /** Stable and unique within its tree: from where and as what it is declared. */
  readonly id: string;
  readonly form: Form;
  readonly deployer: Deployer;
  /** Where it is declared (the Application, the Chart.yaml). */
  readonly declared: Position;
  readonly releaseName: string;
  readonly namespace: string;
  /** Where it is deployed to, as far as the tree tells (an Argo CD destination); '' where it does not. */
  readonly destination: string;
  readonly chart: ChartReference;
  readonly values: readonly ValuesLayer[];
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly skipCrds?: boolean;
  /** Defaults of variables install none of it; who calls or runs it may give others. */
  readonly offByDefault?: true;
  /** Paths of the chart's templates whose objects alone are applied, where its tool names some (`show_only`). */
  readonly showOnly?: readonly string[];
  readonly problems: readonly Problem[];
  /** Values are known to come from somewhere that this tree does not hold: what is set can't be told. */
  readonly valuesUnknown?: boolean;
  /** `valuesUnknown` holds only while nothing was rendered: what is set besides values is in the rendered objects. */
  readonly settledByRender?: boolean;
  /** Gateways that istioctl installed from the same files until 1.23, and from 1.24 on does not; where the list is that drops them. */
  readonly dropped?: readonly { readonly name: string; readonly at: Position }[];
  /** Applied to what Helm rendered, in this order. */
  readonly afterHelm?: readonly ObjectPatch[];
  /** How the release is called when it is rendered, where the tool calls all of its releases the same. */
  readonly renderedAs?: string;
  /** Values at these paths are not decided by this tree: neither set nor absent. */
  readonly openValues?: readonly OpenValue[];
  /** Each environment decides the version by itself: detection makes a release of each. */
  readonly versions?: readonly {
    readonly environment: string;
    /** Null where the tree does not decide it for this environment. */
    readonly version: string | null;
    readonly at: Position;
  }[];
  /** The environment that it, and what is rendered from it, belongs to; set by detection. */
  readonly environment?: string;
}

/** One chart of Istio inside a release. A release of somebody's application has none; an umbrella may have several. */
export interface Installation {
  /** Stable, readable, unique: `clusters/prod/istiod`. */
  readonly id: string;
  readonly release: Release;
  readonly chart: IstioChart;
  /** Chart version as declared; null where the tree does not decide it. */
  readonly version: string | null;
  /** Istio's own version `X.Y.Z`, vendor suffix removed; null where undecided or a range. */
  readonly istioVersion: string | null;
  readonly at: Position;
  /** Where its values stand below the release's (`['istiod']` in an umbrella; `[]` else). */
  readonly valuesPath: DataPath;
  /** Where those stand in the values that its own chart is given, if that is not at their top: istioctl's charts of gateways. */
  readonly valuesInChart?: DataPath;
  /** Helm's path of the chart within the release as rendered: `mesh/charts/istiod`; the chart's own name at top level. */
  readonly chartPath: string;
  readonly revision: string;
  readonly environment: string;
  /** Id of the `ambient` installation whose archive brings it along: not declared by itself. */
  readonly partOf?: string;
}

/** A folder of plain manifests that something in the tree deploys (an Argo CD Application). */
export interface DeployedFolder {
  readonly folder: string;
  /** Where resources without a namespace of their own go; '' where the tree does not tell. */
  readonly namespace: string;
  readonly destination: string;
  /** Destinations of releases that it does not go to, where it can't be told by its own. */
  readonly apartFrom?: readonly string[];
  readonly declared: Position;
  /** Places that bring in what deploys it, innermost first; absent: where that is declared, and nothing else. */
  readonly chain?: readonly Position[];
  /** What whoever deploys it does to what is there, by fields of Kustomize's own names. */
  readonly settings?: Positioned;
  /** The namespace goes over what names one itself. */
  readonly forcesNamespace?: true;
  /** It is taken as plain files, also where it has a kustomization. */
  readonly isPlain?: true;
  /** Which of its files count where it has no kustomization; absent: all below it. */
  readonly isMeant?: (path: string) => boolean;
  /** Which of them whoever deploys it leaves out by name; absent: none. */
  readonly isLeftOut?: (path: string) => boolean;
  /** What a text becomes on the way, and where the whole of it is written; undefined where it stays. */
  readonly fill?: (text: string) => { readonly value: unknown; readonly at?: Position } | undefined;
}

/** A resource that stands inside a declaration of another form: a text of Terraform, values of a chart that writes it out. */
export interface EmbeddedManifest {
  readonly data: Positioned;
  /** Where it goes if it names no namespace itself; '' where the tree does not tell. */
  readonly namespace: string;
  readonly declared: Position;
  /** Where it is deployed to, as releases say it (`Release.destination`); absent where its file tells, or nothing does. */
  readonly destination?: string;
  /** It is there where this holds, which the tree does not decide. */
  readonly condition?: Condition;
  /** It stands in a file of values; where a chart of this tree takes those, that writes it out itself. */
  readonly ofValuesFile?: true;
}

/** What the tree declares. */
export interface Detection {
  readonly releases: readonly Release[];
  readonly installations: readonly Installation[];
  readonly environments: readonly Environment[];
  readonly problems: readonly Problem[];
  readonly deployedFolders?: readonly DeployedFolder[];
  readonly manifests?: readonly EmbeddedManifest[];
  /** Templates of charts of which it was made out what they declare: for whoever deploys their chart, or else by its own values. */
  readonly readTemplates?: ReadonlyMap<string, 'deployed' | 'by-defaults'>;
  /** Entries of lists that only repeat what is installed, as `echoKeys` names them: not to be taken for news where that moves. */
  readonly echoes?: ReadonlySet<string>;
  /** All that declares a release, also what is taken not to be deployed, what repeats another, and what installs no Istio. */
  readonly declared?: readonly Release[];
  /** What examples install and is taken not to be deployed: a digest of what runs by it, by the release's id. */
  readonly examples?: ReadonlyMap<string, string>;
}

/** One mesh: the installations and the resources that belong together. */
export interface Environment {
  readonly name: string;
  /** True for paths whose resources belong to this environment (shared ones belong to several). */
  owns(path: string): boolean;
}

// ---------------------------------------------------------------- upgrades

export type UpgradeKind =
  | 'upgrade'
  | 'downgrade'
  | 'canary'
  | 'repoint'
  | 'install'
  | 'remove'
  | 'values-only';

/** One installation before and after the change. */
export interface Upgrade {
  readonly id: string;
  readonly kind: UpgradeKind;
  readonly chart: IstioChart;
  readonly environment: string;
  readonly before: Installation | null;
  readonly after: Installation | null;
  /** For `repoint`: what moved (a tag, a namespace's label), and where that is written. */
  readonly moved?: { readonly what: string; readonly at: Position };
}

// ---------------------------------------------------------------- charts and manifests

/** A chart ready for Helm: whole, with every dependency in its place. Written to disk by whoever renders it. */
export interface StagedChart {
  readonly name: string;
  /** Content by path relative to the folder of its Chart.yaml, with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Digest of all its content. */
  readonly digest: string;
}

export interface RenderedDocument {
  /** Helm's `# Source:` path: `mesh/charts/istiod/templates/deployment.yaml`. */
  readonly source: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Number of the document within its source, from 0. */
  readonly index: number;
}

/** Merged values as Helm sees them, for one chart of a release. */
export interface MergedValues {
  /** Before the chart's own profile and compatibility settings are applied. */
  readonly before: Readonly<Record<string, unknown>>;
  /** After them: what the templates see. */
  readonly after: Readonly<Record<string, unknown>>;
}

export type RenderFailureReason = 'template' | 'schema' | 'values' | 'timeout' | 'helm';

export type Rendering =
  | {
      readonly ok: true;
      readonly documents: readonly RenderedDocument[];
      /** By Helm's chart path (`mesh/charts/istiod`). */
      readonly values: ReadonlyMap<string, MergedValues>;
      /** The chart's values.schema.json rejects this with a newer Helm; rendered without the schema. */
      readonly schemaSkipped: boolean;
    }
  | { readonly ok: false; readonly reason: RenderFailureReason; readonly message: string };

// ---------------------------------------------------------------- the mesh

/** An Istio, Gateway API or Kubernetes resource of the repository, positioned. */
export interface MeshResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly data: Positioned;
  /** Convenience: `data.value`. */
  readonly value: Readonly<Record<string, unknown>>;
  /** A file of the tree, a rendered template of a chart in the tree, `--manifests`, or inside a declaration of another form. */
  readonly origin: 'file' | 'template' | 'manifests' | 'embedded';
  /** Files that deploy it as it is here (kustomizations of overlays): they, not its own file, tell whose it is. */
  readonly deployedBy?: readonly string[];
  /** Names of the environments that it goes to, where the ways on which it gets there tell. */
  readonly environments?: readonly string[];
  /** It is there where this holds, which the tree does not decide. */
  readonly condition?: Condition;
}

// ---------------------------------------------------------------- findings

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
export type Exposure = 'exposed' | 'possible' | 'mitigated' | 'not-exposed';
export type Evidence = 'resource' | 'value' | 'environment' | 'default-in-force' | 'rendered';

export interface Location extends Position {
  /** `Kind/namespace/name`. */
  readonly resource?: string;
  readonly message?: string;
  /** What is here is in force only if this holds; the message says so, too. */
  readonly condition?: Condition;
}

export interface Knob {
  readonly kind: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Override {
  readonly kind: 'pin' | 'fix';
  readonly target: 'values' | 'resource' | 'mesh' | 'cluster';
  readonly file?: string;
  readonly line?: number;
  readonly path?: string;
  readonly value?: string;
  readonly patch?: string;
  readonly worksUntil?: string;
  readonly verified: boolean | null;
  readonly weakens: string | null;
  readonly note: string;
  /** What it does to the tree, for whoever combines several; absent for advice. Never published. */
  readonly written?: OverrideWriting;
}

/** A change of an installation's values that mends a finding which no rule made. Never published. */
export interface Remedy {
  /** `pin`: keeps the old behaviour for now. */
  readonly kind: 'pin' | 'fix';
  /** As it is after the change. */
  readonly installation: Installation;
  /** Below the chart's values; all of them together. */
  readonly operations: readonly ValuesOperation[];
  /** What other installations of the same mesh need with it. */
  readonly beside?: readonly Pick<Remedy, 'installation' | 'operations'>[];
  readonly note: string;
  /** Nobody has to look at it first: it changes nothing that is in force. */
  readonly isMechanical?: true;
  readonly worksUntil?: string;
  /** What else a pin brings along: `ambient.dnsCapture=false`. */
  readonly brings?: readonly string[];
}

export type ValuesOperation = SetOperation | Pick<RemoveOperation, 'op' | 'path'> | MoveOperation;

export interface OverrideWriting {
  /** Each file as it is and would be, were this override alone. */
  readonly edits: readonly Edit[];
  /** The same as what it means. */
  readonly changes: readonly YamlChange[];
  /** Whether somebody who knows the servers and workloads has to look at it first. */
  readonly needsReview: boolean;
  /** For a fix: which of the finding's places it mends; alternatives for one place share it. */
  readonly place?: string;
  /** For a fix: the resource that it mends, as locations name it. */
  readonly resource?: string;
}

export interface Acceptance {
  readonly reason: string;
  readonly until: string;
  readonly file: string;
  readonly line: number;
}

export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly exposure: Exposure;
  readonly introducedIn: string;
  readonly removedIn?: string;
  readonly knob?: Knob;
  readonly upgrades: readonly string[];
  readonly component: string;
  readonly evidence: Evidence;
  readonly locations: readonly Location[];
  /** What the tree does not decide and all of it hangs on; absent where something of it holds in any case. */
  readonly conditions?: readonly Condition[];
  /** Read-only `kubectl` one-liner that answers a `possible` finding on a cluster. */
  readonly question?: string;
  /** Kinds that this repository holds none of among its workloads: the only reason why a `possible` finding stays open. */
  readonly absent?: readonly string[];
  readonly overrides: readonly Override[];
  /** What would mend it, best first, to be placed and tried; never published. */
  readonly remedies?: readonly Remedy[];
  readonly references: readonly string[];
  readonly accepted: Acceptance | null;
}

// ---------------------------------------------------------------- diff

export type Cause = 'version' | 'values' | 'both';
export type Effect =
  | 'rbac'
  | 'network'
  | 'security'
  | 'availability'
  | 'resources'
  | 'webhook'
  | 'crd-schema'
  | 'mesh-config'
  | 'injection'
  | 'immutable'
  | 'metadata'
  | 'other';

export interface ResourceId {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Change {
  readonly upgrade: string;
  readonly resource: ResourceId;
  readonly op: 'added' | 'removed' | 'changed';
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** `before` or `after` was cut; the digest is of the whole. */
  readonly truncated?: true;
  readonly digest?: string;
  /** What was cut, whole: for surfaces that have room. Not published. */
  readonly whole?: { readonly before?: unknown; readonly after?: unknown };
  readonly cause: Cause;
  readonly effect: Effect;
  readonly risk: 'high' | 'medium' | 'low' | 'none';
  /** For risk `none`: which kind of noise it is. */
  readonly noise?: string;
  /** What it means, in words, where path and values don't say it. */
  readonly note?: string;
}

export interface Restart {
  readonly what: string;
  readonly why: string;
  /** What stays up while it rolls, or until it is restarted; in words. */
  readonly meanwhile?: string;
  /** For what follows a control plane: how, and which. Not published. */
  readonly follows?: { readonly kind: 'injected' | 'managed'; readonly revision: string };
  readonly upgrade: string;
}

// ---------------------------------------------------------------- the plan

/** One thing to know or to do, and where that is written. */
export interface Statement {
  readonly text: string;
  /** Address of the source; absent where it follows from this repository. */
  readonly source?: string;
  /** What in this repository it speaks of. */
  readonly at?: readonly Position[];
}

/** One step of an upgrade that Istio supports, from a release to the next. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  /** Why this release, in one sentence. */
  readonly why: string;
  /** The same, reason by reason. */
  readonly reasons: readonly Statement[];
  /** Kubernetes minors on which both releases are supported, and so where to stand during the hop; null: none. */
  readonly kubernetes: { readonly from: string; readonly to: string } | null;
  /** Which Helm deploys the charts of the target (a range), and with which it was built; absent where nothing is known. */
  readonly helm?: { readonly range: string; readonly builtWith?: string };
  /** Oldest bundle of the Gateway API's CRDs that the target reads all of its kinds from; absent where it sets none. */
  readonly gatewayApi?: string;
  /** The bundle that the target is built with; absent for a release that is not known. */
  readonly gatewayApiBuiltWith?: string;
  readonly before: readonly Statement[];
  readonly during: readonly Statement[];
  readonly after: readonly Statement[];
  /** Components of different versions while the hop is under way, step by step, and what is not supported of that. */
  readonly skew: readonly Statement[];
  /** Rules whose change of behaviour comes with this hop. */
  readonly findings: readonly string[];
  /** Security bulletins that concern `from` and no longer `to`. */
  readonly mends: readonly string[];
  /** Of the two releases of the hop from the newer one to the older one, whichever comes first. */
  readonly rollback: Rollback;
  /** What the pull request of this hop holds. */
  readonly pullRequest: { readonly title: string; readonly edits: readonly VersionEdit[] };
}

export interface Rollback {
  /** False: something blocks the way back; null: only this repository's side of it is known. */
  readonly safe: boolean | null;
  readonly blockers: readonly Statement[];
  /** What to know of it that blocks nothing. */
  readonly notes: readonly Statement[];
}

export interface VersionEdit extends Position {
  /** One or several: `base, istiod`. */
  readonly chart: string;
  /** The line decides the version without spelling it: what to write there is to be found by reading. */
  readonly computed?: true;
  readonly from: string;
  readonly to: string;
}

/** A published vulnerability that concerns a release. */
export interface PlanBulletin {
  readonly id: string;
  readonly published: string;
  readonly cvss: number | null;
  readonly cves: readonly string[];
  readonly about: string;
  readonly concerns: string;
  /** First releases that are known to mend it, those of the same minor first; empty where none is known. */
  readonly mendedIn: readonly string[];
  readonly source: string;
}

/** A version of Kubernetes that a cluster of the repository declares. */
export interface PlanCluster extends Position {
  /** A minor. */
  readonly version: string;
  /** Environments that the cluster's file belongs to; empty where it could be anybody's. */
  readonly environments: readonly string[];
}

/** One environment, and what of Istio it runs before and after. */
export interface FleetRow {
  readonly environment: string;
  /** From 1: who goes first. */
  readonly wave: number;
  /** Versions by chart, before and after. */
  readonly charts: Readonly<Record<string, { readonly from: string | null; readonly to: string | null }>>;
  /** Releases to stop at, the last one included. */
  readonly stops: readonly string[];
  /** Minors of Kubernetes that its clusters declare. */
  readonly kubernetes: readonly string[];
  /** Bundles of the Gateway API's CRDs that it installs. */
  readonly gatewayApi: readonly string[];
  /** Environments that share values files with it. */
  readonly sharesValuesWith: readonly string[];
  /** What does not fit its control plane before the change, in words. */
  readonly skewNow: readonly Statement[];
  /** The same after it. */
  readonly skew: readonly Statement[];
}

/** How to get from the releases found to the ones asked for. */
export interface Plan {
  readonly from: string;
  readonly to: string;
  /** `in-place`: one minor at a time; `canary`: two, by revisions. */
  readonly method: 'in-place' | 'canary';
  readonly direction: 'upgrade' | 'downgrade';
  readonly hops: readonly Hop[];
  readonly kubernetes: {
    /** Oldest and newest minor that the target supports. */
    readonly supported: readonly [string, string] | null;
    /** As the user says, or all clusters of the repository; null: nobody does, or several versions. */
    readonly given: string | null;
    readonly ok: boolean | null;
    /** What the repository's clusters declare. */
    readonly clusters: readonly PlanCluster[];
    readonly source: string;
  };
  readonly support: readonly {
    readonly version: string;
    readonly ends: string | null;
    readonly ended: boolean | null;
    readonly source: string;
  }[];
  readonly bulletins: {
    /** Concern the source and no longer the target. */
    readonly mended: readonly PlanBulletin[];
    /** Concern the target. */
    readonly open: readonly PlanBulletin[];
  };
  readonly fleet: readonly FleetRow[];
  /** What is to be said of the whole. */
  readonly notes: readonly Statement[];
}

// ---------------------------------------------------------------- report

export type Verdict = 'no-upgrade' | 'pass' | 'attention' | 'fail' | 'incomplete';
export type FailOn = 'critical' | 'high' | 'medium' | 'low' | 'never';
export type Scope = 'complete' | 'partial' | 'unknown';

/** Minors of Envoy that lie between the releases of an upgrade, older first whichever way it goes. */
export interface EnvoyScope {
  /** Null: older than what is known. */
  readonly from: string | null;
  readonly to: string;
  /** How many rules came of their lists of changes. */
  readonly rules: number;
  /** How many runtime flags they no longer read. */
  readonly flags: number;
  /** Those of them whose lists nobody went through. */
  readonly unread: readonly string[];
}

export interface ReportUpgrade {
  readonly id: string;
  readonly chart: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly revision: string;
  readonly environment: string;
  readonly form: string;
  readonly kind: UpgradeKind;
  readonly deployer: Deployer;
  readonly from: ReportVersion | null;
  readonly to: ReportVersion | null;
  readonly values: readonly { readonly source: string; readonly file: string; readonly line: number }[];
}

export interface ReportVersion {
  readonly version: string;
  /** The release of Istio that it is judged as, where that is not `version` itself. */
  readonly istioVersion?: string;
  readonly file: string;
  readonly line: number;
}

/** Something wrong in a policy file. */
export interface PolicyMistake {
  readonly line: number;
  readonly message: string;
}

/** One key of the policy that a change adds, removes or sets anew; its own judgement is still by the base's. */
export interface PolicyChange {
  readonly key: string;
  /** As JSON; absent where it is added. */
  readonly before?: string;
  /** As JSON; absent where it is removed. */
  readonly after?: string;
  /** In the head's file; in the base's for what is removed. */
  readonly line: number;
}

/** An entry of `accept` that has no effect. */
export interface IdleAcceptance extends Acceptance {
  /** The rule, or what can't be analysed. */
  readonly of: string;
  /** Its day is over, or nothing that was found is what it speaks of. */
  readonly why: 'expired' | 'unused';
}

/** What is to be told of the policy itself. */
export interface PolicyReview {
  readonly file: string;
  /** Where it was read: the base, a file that the user named, or nowhere, since there is none. */
  readonly origin: 'base' | 'given' | 'none';
  readonly idle: readonly IdleAcceptance[];
  /** How the head's copy differs, and what is wrong in it; absent where both are the same. */
  readonly head?: { readonly changes: readonly PolicyChange[]; readonly mistakes: readonly PolicyMistake[] };
}

/** The contract's report; `schema/report.schema.json` describes it. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: {
    readonly name: string;
    readonly version: string;
    readonly helm: string | null;
    readonly knowledge: string;
  };
  readonly verdict: Verdict;
  /** One sentence a person can act on: what the verdict rests on. */
  readonly reason: string;
  readonly failOn: FailOn;
  /** Present where the policy says that nothing fails for now. */
  readonly mode?: 'advise';
  readonly scope: {
    readonly declared: Scope;
    readonly judged: Readonly<Record<string, number>>;
    /** How many of the resources no environment can be told for: they are judged for each. Absent for none. */
    readonly shared?: number;
    /** What the tree does not say and was taken to be so. Absent for none. */
    readonly assumptions?: readonly Problem[];
    /** The Envoy that comes along, and what is known of it. Absent where no minor of Envoy is crossed. */
    readonly envoy?: EnvoyScope;
  };
  readonly policy?: PolicyReview;
  /** Kubernetes version that was rendered and judged for, where the releases themselves name none. */
  readonly kubeVersion?: string;
  readonly upgrades: readonly ReportUpgrade[];
  /** How many known behaviour changes lie between the releases, whether or not they gave a finding. */
  readonly knownChanges?: number;
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  readonly restarts: readonly Restart[];
  /** How many differences are noise, by layer; a layer may count more than `changes` holds (documentation in CRDs). */
  readonly noise?: Readonly<Record<string, number>>;
  /** Absent where nothing goes from one release of Istio to another. */
  readonly plan?: Plan;
  readonly incomplete: readonly Problem[];
  readonly timings: Readonly<Record<string, number>>;
}
