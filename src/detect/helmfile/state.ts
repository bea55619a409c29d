/** One state of Helmfile for one environment: parts, bases, environment values. */
import { withLines } from '../../evaluated/plain.js';
import type { EvaluatedValue } from '../../evaluated/value.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { Positioned, Problem } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { parseYaml } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import { folderOf } from '../tree-path.js';
import type { LoadedFiles } from './files.js';
import { emptyMap, NamedValues } from './named-values.js';
import { dotOf, type HelmfileTemplates } from './template.js';

/** One document of a state, filled. */
export interface StatePart {
  readonly data: Positioned;
  /** The same with lines of the filled text, to find what was filled in. */
  readonly filledData: Positioned;
  /** Undefined where nothing was filled in: then the document can be edited in place. */
  readonly filled?: FilledTemplate;
  readonly document: number;
}

export interface State {
  readonly file: string;
  readonly folder: string;
  readonly environment: string;
  readonly parts: readonly StatePart[];
  readonly values: EvaluatedValue;
  /** Environments that the state, or a base of it, declares. */
  readonly environments: ReadonlySet<string>;
  /** Files that it takes in. */
  readonly bases: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  /** Which of its releases are run, as whoever runs it says: those that any of these selects. Absent: all. */
  readonly selectors?: readonly string[];
}

/** Bases of bases; more is a ring. */
const MAX_DEPTH = 8;
/** More documents than any honest state is made of. */
const MAX_PARTS = 500;

export function loadState(
  file: string,
  environment: string,
  given: EvaluatedValue | undefined,
  files: LoadedFiles,
  templates: HelmfileTemplates,
): State {
  const loader = new StateLoader(file, environment, given, files, templates);
  loader.load(file, []);
  return loader.state();
}

class StateLoader {
  private readonly parts: StatePart[] = [];
  private readonly environments = new Set<string>();
  private readonly bases = new Set<string>();
  private readonly problems: Problem[] = [];
  private readonly values: NamedValues;

  constructor(
    private readonly file: string,
    private readonly environment: string,
    private readonly given: EvaluatedValue | undefined,
    private readonly files: LoadedFiles,
    private readonly templates: HelmfileTemplates,
  ) {
    const place = { environment, folder: folderOf(file), files, templates };
    this.values = new NamedValues(given ?? emptyMap({ file, line: 1 }), place);
  }

  state(): State {
    const { file, environment, parts, environments, bases, problems } = this;
    const values = this.values.all;
    return { file, folder: folderOf(this.file), environment, parts, values, environments, bases, problems };
  }

  /** @param trail the files that this one is a base of */
  load(file: string, trail: readonly string[]): void {
    const text = this.files.read(file);
    if (text === undefined || trail.includes(file)) return;
    if (trail.length > MAX_DEPTH || this.parts.length > MAX_PARTS) {
      const why = 'it is a base of more, or deeper, bases of Helmfile than are read: it was not looked at';
      this.files.context.leave(file, why);
      return;
    }
    for (const piece of piecesOf(text)) {
      for (const part of this.fill(file, piece, this.seenBy(file, piece))) {
        this.takeBases(part, file, [...trail, file]);
        this.takeEnvironment(part);
        this.parts.push(part);
      }
    }
  }

  /**
   * Later parts see the values that earlier ones bring. A state that is filled although it is no `.gotmpl` is one of
   * Helmfile before 1.0, which fills it twice: it sees its own
   * (https://helmfile.readthedocs.io/en/latest/proposals/towards-1.0/).
   */
  private seenBy(file: string, piece: Piece): EvaluatedValue {
    if (file.endsWith('.gotmpl') || !piece.text.includes('{{')) return this.values.all;
    const values = this.values.all;
    const told = this.problems.length;
    for (const part of this.fill(file, piece, values)) this.takeEnvironment(part);
    const own = this.values.all;
    this.values.all = values;
    this.problems.length = told;
    return own;
  }

  private fill(file: string, piece: Piece, values: EvaluatedValue): readonly StatePart[] {
    if (!piece.text.includes('{{')) return this.parse(file, piece.text, piece);
    const dot = dotOf({ environment: this.environment, values }, { file, line: piece.line });
    const result = this.templates.fill(piece.text, dot, file, folderOf(this.file), piece.line);
    if (result.ok) {
      const parts = this.parse(file, result.filled.text, piece, result.filled);
      const [open] = result.filled.assumed;
      const isEmpty = parts.every(({ data }) => listAt(data.value, ['releases']).length === 0);
      if (open && isEmpty && LOOPS.test(piece.text)) {
        const why = `which releases it has is not decided: \`${open.what}\` gets its value elsewhere`;
        this.addProblem(file, open.at.file === file ? open.at.line : piece.line, why, piece.text);
      }
      return parts;
    }
    this.addProblem(file, result.line, `it can't be read as a template: ${result.why}`, piece.text);
    return [];
  }

  private parse(file: string, text: string, piece: Piece, filled?: FilledTemplate): readonly StatePart[] {
    const parsed = parseYaml(file, text);
    const lines = filled?.lines ?? text.split('\n').map((_, index) => piece.line + index);
    for (const error of parsed.errors) {
      const [gap] = [...(filled?.assumed ?? []), ...(filled?.gaps.values() ?? [])];
      // What could not be filled in breaks the text: what it says is open, not wrong.
      const line = lines[error.line - 1] ?? piece.line;
      if (gap && !/^releases:/m.test(text)) this.values.open(gap.what, gap.at);
      else if (!this.addProblem(file, line, `it can't be read: ${error.message}`, text))
        this.values.open(`${file}, which can't be read`, { file, line });
    }
    return parsed.documents.map(({ data, index }) => ({
      data: withLines(data, data.value, lines),
      filledData: data,
      ...(filled ? { filled } : {}),
      document: piece.index + index,
    }));
  }

  private takeBases({ data }: StatePart, file: string, trail: readonly string[]): void {
    for (const [index, base] of listAt(data.value, ['bases']).entries()) {
      if (typeof base !== 'string') continue;
      const found = this.values.locate(base, file);
      if (found.length === 0) {
        const at = { file, line: data.lineOf(['bases', index]) };
        const why = 'its base is not in this repository: what that installs is not known';
        this.values.open(`the file ${base}`, { file, line: data.lineOf(['bases']) });
        if (namesIstio(base)) this.problems.push({ what: `bases: ${base}`, why, ...at, blocking: true });
      }
      for (const path of found) {
        this.bases.add(path);
        this.load(path, trail);
      }
    }
  }

  private takeEnvironment(part: StatePart): void {
    const { data } = part;
    this.values.add(part, ['values']);
    const environments = recordAt(data.value, ['environments']);
    if (!environments) return;
    for (const name of Object.keys(environments)) this.environments.add(name);
    const own = ['environments', this.environment];
    const handler = stringAt(data.value, [...own, 'missingFileHandler']);
    this.values.add(part, [...own, 'values'], handler);
    this.values.addSecrets(part, [...own, 'secrets']);
    // What a parent gives wins over what the state has itself.
    if (this.given) this.values.overlay(this.given);
  }

  /** False where the text does not speak of Istio: what is broken matters then only through the values that it has. */
  private addProblem(file: string, line: number, why: string, text: string): boolean {
    const speaks = namesIstio(text);
    if (speaks) this.problems.push({ what: file, why, file, line, blocking: true, hides: true });
    return speaks;
  }
}

/** Releases that are written one after the other out of values. */
const LOOPS = /^releases:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*[ \t]*\{\{-?[ \t]*range\b/m;

interface Piece {
  readonly text: string;
  /** Line of the file that it starts on. */
  readonly line: number;
  /** Number of its YAML document. */
  readonly index: number;
}

/** Parts of a state are filled one after the other. */
function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let current: string[] = [];
  let start = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^---\s*(#.*)?$/.test(line)) {
      pieces.push({ text: current.join('\n'), line: start, index: pieces.length });
      current = [];
      start = index + 2;
    } else {
      current.push(line);
    }
  }
  pieces.push({ text: current.join('\n'), line: start, index: pieces.length });
  // A marker before the first document starts it, and ends none.
  const [first] = pieces;
  const opens =
    first !== undefined && first.text.replace(/^[ \t]*#.*$/gm, '').trim() === '' && pieces.length > 1;
  return opens ? pieces.slice(1).map((piece, index) => ({ ...piece, index })) : pieces;
}

/** A state's own repositories, by the names that charts are given with. */
export function repositoriesOf(state: State): ReadonlyMap<string, string> {
  const repositories = new Map<string, string>();
  for (const { data } of state.parts) {
    for (const entry of listAt(data.value, ['repositories'])) {
      const [name, url] = [stringAt(entry, ['name']), stringAt(entry, ['url'])];
      if (name === undefined || url === undefined) continue;
      const isRegistry = recordAt(entry, [])?.oci === true && !/^[a-z]+:\/\//i.test(url);
      repositories.set(name, withoutTrailing(isRegistry ? `oci://${url}` : url, '/'));
    }
  }
  return repositories;
}
