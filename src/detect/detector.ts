import type {
  DeployedFolder,
  EmbeddedManifest,
  IstioChart,
  Problem,
  Release,
  Tree,
  TreeChart,
} from '../model.js';
import type { YamlFile } from '../yaml/positioned.js';

/** One form in which installations are declared. A new form is one new file and one line in the registry. */
export interface Detector {
  /** The report's `form` of what it finds. */
  readonly form: string;
  detect(context: DetectContext): Promise<DetectorResult>;
}

export interface DetectorResult {
  readonly releases: readonly Release[];
  readonly problems: readonly Problem[];
  /** Folders of charts that this form deploys: they are no releases of their own. */
  readonly claimedCharts?: readonly string[];
  /** Files that others fill and write out: what they say by themselves is nothing more. */
  readonly takenIn?: readonly string[];
  readonly deployedFolders?: readonly DeployedFolder[];
  /** Resources of the mesh inside what this form declares. */
  readonly manifests?: readonly EmbeddedManifest[];
}

/** What every detector looks at; parsed once, shared by all. */
export interface DetectContext {
  readonly tree: Tree;
  /** Files that may declare something (`Tree.candidates`). */
  readonly candidates: readonly string[];
  /** Code that installs Istio or writes its resources (`Tree.code`). */
  readonly code: readonly string[];
  /** Tests among it: of these the commands alone count. */
  readonly tests: readonly string[];
  readonly charts: ChartIndex;
  /** True for what is kept and not deployed, as its path says, while nothing else refers to it. */
  isSetAside(path: string): boolean;
  /** A file, parsed once. What can't be read is a file with one error. */
  yaml(path: string): Promise<YamlFile>;
  /** The text of a file; undefined where it can't be read. */
  text(path: string): Promise<string | undefined>;
  /**
   * Says of a file that it, or part of it, is left out: one sentence why. Told once for each file, the first time.
   * @param others more files that are left out with it, or decide what is: where one of them moves, what is left out may
   */
  leave(path: string, why: string, line?: number, others?: readonly string[]): void;
  /** What was left out so far, unreadable files among it. */
  left(): readonly Problem[];
  /** Which of Istio's charts a declaration means. */
  recognise(name: string, repository: string | undefined, version?: string | null): IstioChart | undefined;
  /** Tells of a chart's repository: one that serves a chart which can only be Istio's serves Istio's others too. */
  learn(name: string, repository: string | undefined): void;
  /** A chart of the tree with its dependencies, loaded once; undefined where the folder holds none. */
  chart(folder: string): Promise<LoadedChart | undefined>;
  /** Of the tree as it stands, where this one is of it with templates filled in. */
  readonly whole?: DetectContext;
}

/** The charts of the tree, by folder. */
export interface ChartIndex {
  /** Folders that hold a Chart.yaml, sorted. */
  readonly folders: readonly string[];
  has(folder: string): boolean;
  /** The innermost chart folder that a file is in. */
  holding(path: string): string | undefined;
  /**
   * True for what makes up a chart: its own files, and what Helm takes from its folder. Anything else may lie there as in any other
   * folder: the repository itself may be a chart.
   */
  isPart(path: string): boolean;
  /** True for a file that Helm reads as a template: its text is no YAML yet. */
  isTemplate(path: string): boolean;
}

export interface LoadedChart {
  readonly chart: TreeChart;
  readonly problems: readonly Problem[];
}
