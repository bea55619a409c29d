/** Why a release is taken not to be deployed: by its folder's name, by kustomizations that do not take it in, by what is commented out. */
import type { DeployedFolder, Form, Release } from '../../model.js';
import { excludingSets } from '../argocd/excluded-folders.js';
import type { DetectContext } from '../detector.js';
import { isEnvironmentFolder } from '../environment-folders.js';
import { KustomizeBuilder } from '../kustomize/builder.js';
import { isKustomizationPath } from '../kustomize/names.js';
import { firstOf } from '../limits.js';
import { ancestors, baseName, folderOf, isWithin } from '../tree-path.js';
import { commentedFolderOf } from './commented-out.js';
import { Reach } from './reach.js';
import { isArchived } from './set-aside.js';

/** Forms of which a cluster gets only what is taken in; a file that istioctl is handed is referred to by that. */
export const TAKEN_IN: readonly Form[] = [
  'flux',
  'argocd',
  'kustomize',
  'istio-operator',
  'rendered-manifests',
];
/** Objects that get to a cluster in many ways: they are left out only where somebody has them commented out. */
const OBJECTS: readonly Form[] = ['sail', 'k3s-helm-chart', 'crossplane', 'gloo-operator'];

const OLD =
  /^(?:.*[-_.])?(?:old|old-?(?:stuff|files|code|versions?)|bk|bkp|bak|backups?|deprecated|unused|inactive|disabled|retired|decommissioned|trash|junk)$|^(?:inactive|disabled|old)(?:[-_.].*)?$/i;
/** Out of use where something else is in use; by itself it is what there is. */
const FORMER =
  /^legacy(?:[-_.].*)?$|[-_.]legacy$|^\.(?:refs?|references?)$|^[._]?(?:scratch(?:pad)?|scraps?|wip|drafts?)$/i;
/** The same of a file's name. */
const NOT_USED =
  /.[-_.](?:bk|bkp|bak|backup|deprecated|unused|inactive|disabled|retired)$|^(?:deprecated|unused)[-_.]/i;
/** A file that counts by its own name: in other languages all files of a folder do, or those that others name without their ending. */
const BY_NAME =
  /(?:^|\/)(?:Makefile|Justfile)[^/]*$|\.(?:ya?ml|sh|bash|zsh|ps1|bat|cmd|mk|old|bak|orig|disabled)$/i;

/** Modules of languages that import them by their names. */
const MODULE = /\.(?:[cm]?[jt]sx?|py)$/i;
/** What an editor or a person calls a copy of another file. */
const COPY_OF = /^(.+?)[-_. ](?:bk|bkp|bak|backup|old|orig|copy)[-_.]?\d{0,3}$/i;
/** More modules than a program has. */
const MAX_MODULES = 2000;

/** Why a release is taken not to be deployed, unless something that is not looked at here refers to its file. */
export interface Left {
  readonly why: string;
  /** What stands there refers to it without deploying it; undefined: nothing can refer to it. */
  readonly aside?: string;
  /** The file that says so, and names it for that. */
  readonly by?: string;
  /** Folders around it that may be applied with all that is below. */
  readonly around?: readonly string[];
  /** Somebody says that it is not to be deployed. */
  readonly isMeant?: boolean;
}

/** What may be left out: by the file that declares it. */
export type Subject = Pick<Release, 'declared' | 'form'>;

/** Looks at kustomizations once, and only where something may be left out. */
export class Search {
  private readonly builder: KustomizeBuilder;
  readonly kustomizations: readonly string[];
  readonly reach: Reach;
  /** Folders whose kustomizations leave something out: who names them names what these take in. */
  readonly listing = new Set<string>();

  /** @param files what declares the releases */
  constructor(
    readonly context: DetectContext,
    private readonly deployed: readonly DeployedFolder[],
    readonly files: readonly string[],
  ) {
    this.builder = new KustomizeBuilder(context, () => false);
    this.reach = new Reach(context, this.builder, deployed);
    this.kustomizations = context.tree.paths.filter(isKustomizationPath);
  }

  async old(subject: Subject): Promise<Left | undefined> {
    const { file } = subject.declared;
    return (await this.inOldFolder(file)) ?? (await this.oldFile(subject)) ?? this.oldModule(file);
  }

  /** `stack-backup.ts` beside `stack.ts`, where nothing imports it. */
  private async oldModule(file: string): Promise<Left | undefined> {
    const ending = MODULE.exec(file)?.[0];
    const stem = ending === undefined ? undefined : baseName(file).slice(0, -ending.length);
    const original = COPY_OF.exec(stem ?? '')?.[1];
    const beside = folderOf(file) === '' ? '' : `${folderOf(file)}/`;
    if (ending === undefined || stem === undefined || original === undefined) return undefined;
    if (!this.context.tree.has(`${beside}${original}${ending}`)) return undefined;
    const modules = this.context.tree.paths.filter(path => MODULE.test(path) && path !== file);
    for (const path of firstOf(this.context, modules, MAX_MODULES, 'modules that may import an old one'))
      if ((await this.context.text(path))?.split(/[^\w-]+/).includes(stem)) return undefined;
    const why = `the file ${file} is called like a copy of ${original}${ending} beside it, and nothing imports it`;
    return { why, isMeant: true };
  }

  /** `install-old.sh`, `Makefile.bak`, `istiod-disabled.yaml`; a manifest called old may be of a revision of that name. */
  private async oldFile({ declared: { file }, form }: Subject): Promise<Left | undefined> {
    const name = baseName(file);
    const stem = name.replace(/\.[^.]{1,8}$/, '');
    const isRun = form === 'script' || form === 'istioctl' || !/\.ya?ml$/i.test(file);
    if (!BY_NAME.test(file) || this.context.charts.isTemplate(file)) return undefined;
    if (!(isRun ? [OLD, NOT_USED] : [NOT_USED]).some(pattern => pattern.test(stem) || pattern.test(name)))
      return undefined;
    const segments = file.split('/');
    if (isEnvironmentFolder(this.context.tree, segments, segments.length - 1)) return undefined;
    if ((await this.reach.everything()).files.has(file) || (await this.isTakenIn(file))) return undefined;
    const why = `the file ${file} is called like what is out of use, and nothing refers to it`;
    return { why, aside: file, isMeant: true };
  }

  private async inOldFolder(file: string): Promise<Left | undefined> {
    const segments = folderOf(file).split('/');
    const depth = segments.findIndex(
      (segment, index) =>
        (isOutOfUse(segment) || FORMER.test(segment)) &&
        !isEnvironmentFolder(this.context.tree, segments, index),
    );
    if (depth < 0) return undefined;
    // Who refers to an archive was looked for before anything was read.
    if (isArchived(`${segments[depth]}/`) && !this.context.isSetAside(file)) return undefined;
    const isMeant = isOutOfUse(segments[depth] ?? '');
    const folder = segments.slice(0, depth + 1).join('/');
    if (await this.isTakenIn(file, outer => !isWithin(folder, outer))) return undefined;
    if (this.deployed.some(one => isWithin(folder, one.folder) || one.folder === folder)) return undefined;
    const why = `the folder ${folder} is called like what is out of use, and nothing refers to it`;
    return { why, aside: folder, isMeant };
  }

  async leftOut(subject: Subject): Promise<Left | undefined> {
    const found = [...TAKEN_IN, ...OBJECTS].includes(subject.form)
      ? await this.leftOutOf(subject)
      : undefined;
    return found?.isMeant || TAKEN_IN.includes(subject.form) ? found : undefined;
  }

  private async leftOutOf({ declared: { file } }: Subject): Promise<Left | undefined> {
    if (this.context.charts.isTemplate(file)) return undefined;
    const { files, folders } = await this.reach.everything();
    if (files.has(file)) return undefined;
    const path = await commentedFolderOf(this.context, file);
    if (path && !this.deployed.some(one => isWithin(path.folder, one.folder)))
      return {
        why: `${path.at} has the folder ${path.folder} commented out, and nothing else refers to it`,
        aside: path.folder,
        ...(path.isElement ? { isMeant: true } : {}),
      };
    const folder = ancestors(file).find(one => folders.has(one));
    const by = folder === undefined ? undefined : folders.get(folder)?.declared;
    if (folder === undefined || !by) {
      const list = await this.reach.commentedOut('', file);
      const why = `${list} has it commented out, and nothing else refers to it`;
      return list === undefined ? undefined : { why, aside: folderOf(file), isMeant: true };
    }
    const commented = await this.reach.commentedOut(folder, file);
    const kustomization = commented ?? this.builder.kustomizationOf(folder) ?? folder;
    const how = commented ? 'has it commented out' : 'does not take it in, and nothing else refers to it';
    const why = `${by.file}:${by.line} deploys the folder that it is in, where ${kustomization} ${how}`;
    return { why, aside: folderOf(file), ...(commented ? { isMeant: true } : {}) };
  }

  /** Left out by the Application that deploys the folder around it: `exclude`, or an `include` of other names. */
  async excluded({ declared: { file }, form }: Subject): Promise<Left | undefined> {
    if (!TAKEN_IN.includes(form) || this.context.charts.isTemplate(file)) return undefined;
    const by = this.deployed.find(
      ({ folder, isLeftOut, isPlain }) =>
        isLeftOut !== undefined &&
        isWithin(folder, file) &&
        (isPlain || this.builder.kustomizationOf(folder) === undefined) &&
        isLeftOut(file),
    );
    if (!by || (await this.reach.everything()).files.has(file)) return undefined;
    const { declared } = by;
    const why = `${declared.file}:${declared.line} deploys the folder that it is in and leaves it out by name, and nothing else refers to it`;
    return { why, aside: folderOf(file), isMeant: true };
  }

  /**
   * What was rendered of a chart, kept in the folder of that chart, where the chart itself is deployed.
   * @param charts folders of charts, with the charts of Istio that each brings
   */
  async renderedBeside(
    { declared: { file }, form, chart }: Release,
    charts: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Left | undefined> {
    if (form !== 'rendered-manifests' || this.context.charts.isTemplate(file)) return undefined;
    const folder = this.context.charts.holding(file);
    if (folder === undefined || !charts.get(folder)?.has(chart.name)) return undefined;
    if ((await this.reach.everything()).files.has(file) || (await this.isTakenIn(file))) return undefined;
    const why = `it was rendered of the chart ${folder}, in whose folder it is kept, and nothing refers to it`;
    return { why, aside: folder };
  }

  /** In a folder that the generator of an ApplicationSet leaves out of those that it means. */
  async excludedFromSet({ declared: { file }, form }: Subject): Promise<Left | undefined> {
    const isChart = form === 'helm-chart';
    if (!isChart && (!TAKEN_IN.includes(form) || this.context.charts.isTemplate(file))) return undefined;
    const folders = ancestors(file).filter(folder => folder !== '');
    for (const { at, leavesOut } of await excludingSets(this.context)) {
      const folder = folders.find(leavesOut);
      if (folder === undefined || (await this.reach.everything()).files.has(file)) continue;
      const why = `${at.file}:${at.line} leaves the folder ${folder} out of those that it deploys, and nothing else refers to it`;
      // It may be another repository that is meant.
      return { why, aside: folder, by: at.file };
    }
    return undefined;
  }

  /** Taken in by nothing but kustomizations that are out of use by the names of their folders. */
  async onlyByOld({ declared: { file }, form }: Release): Promise<Left | undefined> {
    if (!TAKEN_IN.includes(form) || !this.kustomizations.some(isOld)) return undefined;
    if ((await this.reach.everything()).files.has(file)) return undefined;
    const taking: string[] = [];
    for (const path of this.kustomizations.filter(one => !isWithin(folderOf(one), file)))
      if ((await this.builder.build(folderOf(path))).files.has(file)) taking.push(path);
    const [first] = taking;
    if (first === undefined || !taking.every(isOld)) return undefined;
    return {
      why: `nothing but ${first} takes it in, whose folder is called like what is out of use`,
      aside: folderOf(first),
      isMeant: true,
    };
  }

  /** Beside what the kustomization of its folder takes in, whoever builds that. */
  async unlisted({ declared: { file }, form }: Release): Promise<Left | undefined> {
    // What Kustomize makes of a generator counts wherever that is listed.
    if (!TAKEN_IN.includes(form) || form === 'kustomize' || this.context.charts.isTemplate(file))
      return undefined;
    const folder = folderOf(file);
    const kustomization = this.builder.kustomizationOf(folder);
    if (kustomization === undefined) return undefined;
    if ((await this.reach.everything()).files.has(file)) return undefined;
    // Generators and patches are listed, and are none of what is built.
    const lines = (await this.context.text(kustomization))?.split('\n') ?? [];
    if (lines.some(line => !/^\s*#/.test(line) && line.includes(baseName(file)))) return undefined;
    const built = await this.builder.build(folder);
    const isListing = this.files.some(other => other !== file && built.files.has(other));
    if (built.files.has(file) || !isListing) return undefined;
    this.listing.add(folder);
    const why = `${kustomization} beside it takes in other parts of Istio and not this one, and nothing else refers to it`;
    return { why, aside: folder };
  }

  /** By any kustomization of the tree, or of these, whoever builds it. */
  async isTakenIn(file: string, among: (path: string) => boolean = () => true): Promise<boolean> {
    for (const path of this.kustomizations.filter(among))
      if ((await this.builder.build(folderOf(path))).files.has(file)) return true;
    return false;
  }

  /** What whoever deploys something gets. */
  async isReached(file: string): Promise<boolean> {
    return (await this.reach.everything()).files.has(file);
  }

  /** Where all that deploys it is commented out in kustomizations that are deployed; what is merely not listed may be applied by hand. */
  async deployerLeftOut({ declared: { file } }: Subject): Promise<Left | undefined> {
    const deployers = this.deployed.filter(({ folder }) => isWithin(folder, file));
    if (deployers.length === 0) return undefined;
    const { files, folders } = await this.reach.everything();
    let found: Left | undefined;
    for (const { folder, declared } of deployers) {
      const by = declared.file;
      const kustomization = files.has(by) ? undefined : await this.reach.commentedOut('', by);
      if (kustomization === undefined || !folders.has(folderOf(kustomization))) return undefined;
      if (await this.isTakenIn(file, path => !isWithin(folder, path))) return undefined;
      const why = `${by}:${declared.line} deploys the folder that it is in, and ${kustomization} has that commented out`;
      found ??= { why, aside: folder, by };
    }
    return found;
  }

  /** True where something deploys the folder around this one. */
  deployedAround(folder: string): boolean {
    return this.deployed.some(one => one.folder !== folder && isWithin(one.folder, folder));
  }

  /** Folders that are named by who deploys them. */
  async foldersReached(): Promise<ReadonlyMap<string, DeployedFolder>> {
    return (await this.reach.folders()) ?? new Map();
  }
}

function isOutOfUse(segment: string): boolean {
  return OLD.test(segment) || isArchived(`${segment}/`);
}

/** True for a kustomization in a folder that is out of use by its name. */
function isOld(path: string): boolean {
  return folderOf(path).split('/').some(isOutOfUse);
}
