/** A file that runs something, by its lines: what gives a name something there, and which names a part of it uses. */
import { Statements } from '../../code/statements.js';
import { allFunctionsIn, type FunctionBody } from '../wrappers.js';

/** Of these, names are told by a sign; anywhere else each word may be one. */
const BY_SIGN =
  /\.(?:sh|bash|zsh|mk|ya?ml|env|envrc|psm?1)$|(?:^|\/)(?:GNU)?[Mm]akefile[^/]*$|(?:^|\/)\.?[^./]+$/;
const CODE = /(?:^|\/)(?:Vagrantfile|Tiltfile|Jenkinsfile|Rakefile)[^/]*$/;
/** `$NAME`, `${NAME}`, `@NAME`, `$(NAME)`, `${{ inputs.NAME }}`, `{{ .NAME }}`, `$cfg.NAME`: each part may be a name. */
const SIGNED = /(?:[$@]\{{0,2}|\$\(|\{\{)@?[ \t]?\.?([A-Za-z_][\w.-]{0,200})/g;
/** `strenv(NAME)` of yq, `getenv "NAME"` and `.Env.NAME` of gomplate, `os.environ["NAME"]`, `process.env.NAME` */
const OF_ENVIRONMENT =
  /\b(?:(?:str|get)?env(?:iron)?(?:\.get|\.Getenv)?|ENV|Env|getenv|Getenv|Getenvironment\w*)[ \t]?[([.]{0,2}["' \t]{0,2}([A-Za-z_]\w{1,100})/g;
/** What a script is called with. */
const ARGUMENT = /\$\{?([1-9@*]|OPTARG\b)/g;
/** Parts of `${{ steps.cfg.outputs.mode }}` that are called so by the pipeline, not by whoever wrote it. */
const CONTEXTS =
  /^(?:steps|outputs|outcome|inputs|env|vars|secrets|matrix|strategy|needs|jobs?|github|runner|parameters|variables)$/;

const NOTE = /^\s*(?:#|\/\/)/;
const MAX_LINE = 1000;
/** More lines than one command of a person goes on for. */
const MAX_COMMAND = 60;

/** Lines from `start` to before `end`, counted from 0. */
export type Span = readonly [start: number, end: number];

export class Source {
  private readonly statements: Statements;
  private readonly isBySign: boolean;
  private functions: readonly FunctionBody[] | undefined;

  constructor(
    readonly path: string,
    readonly whole: string,
  ) {
    const lines = whole.split('\n').map(line => (line.length > MAX_LINE || NOTE.test(line) ? '' : line));
    this.statements = new Statements(lines.join('\n'));
    this.isBySign = BY_SIGN.test(path) && !CODE.test(path);
  }

  line(index: number): string {
    return this.statements.line(index);
  }

  text([start, end]: Span): string {
    return this.statements.text(start, end);
  }

  gives(name: string): boolean {
    return this.placesOf(name).length > 0;
  }

  /** Statements that give it something, and the heads of the blocks around them. */
  placesOf(name: string): readonly Span[] {
    const given = new RegExp(
      String.raw`(?<![\w-])${name}["']?(?:\s{0,9}(?:=>|[:+?]{0,2}=(?![=~]))|:(?=\s))|\b(?:for|foreach|each)\b[\s($|,\w]{1,40}\b${name}\b[\s,\w)]{0,40}(?:\||\bin\b|:?=)|\b(?:read|mapfile|readarray)\b[^|;]{0,100}\s${name}\b|\|[\w, ]{0,60}\b${name}\b[\w, ]{0,60}\||\b(?:def|function)\s+${name}\s*\(`,
    );
    const found: Span[] = [];
    // Of PowerShell the sign belongs to the name.
    for (const index of [name, `$${name}`].flatMap(one => this.statements.mentioning(one))) {
      if (!given.test(this.line(index).replace(SETS_VALUE, ' '))) continue;
      found.push([index, Math.max(index + 1, this.statements.endOf(index))]);
      const end = /\bwhile\b.{0,200}\bread\b/.test(this.line(index)) ? this.doneOf(index) : undefined;
      if (end !== undefined) found.push([end, end + 1]);
      for (const head of this.statements.blocksAround(index))
        if (/^\s*(?:if|elif|else|elsif|unless|when|case|switch)\b/.test(this.line(head)))
          found.push([head, head + 1]);
    }
    return found;
  }

  /** Names that are filled in there, and what it is called with: `1` to `9`, `@` for all of it. */
  namesAt(span: Span): readonly string[] {
    return this.namesIn(this.text(span));
  }

  namesIn(text: string): readonly string[] {
    const found = this.isBySign
      ? signedIn(text)
      : (text.replace(/"[^"\n{$]*"|'[^'\n]*'/g, ' ').match(/(?<![\w.])[A-Za-z_]\w{1,80}/g) ?? []);
    const given = [...text.matchAll(ARGUMENT)].map(([, one = '']) => (/^\d$/.test(one) ? one : '@'));
    return [...new Set([...found, ...given])].filter(name => name !== '');
  }

  /** Lines that hold a text, and what each of them is part of. */
  commandsWith(text: string): readonly Span[] {
    const found: Span[] = [];
    for (let index = 0; index < this.statements.count; index++)
      if (this.line(index).includes(text)) {
        const span = this.commandAt(index);
        found.push(span);
        index = Math.max(index, span[1] - 1);
      }
    return found;
  }

  /** A command of a shell: lines that a backslash or a pipe goes on from, and the loop whose end it is. */
  commandAt(index: number): Span {
    let start = index;
    while (start > 0 && index - start < MAX_COMMAND && GOES_ON.test(this.line(start - 1))) start--;
    let end = index + 1;
    while (end < this.statements.count && end - index < MAX_COMMAND && GOES_ON.test(this.line(end - 1)))
      end++;
    return /^\s*(?:done|fi|esac|[})])/.test(this.line(start)) ? [this.headOf(start), end] : [start, end];
  }

  /** The line that ends a loop, and may say what it reads. */
  private doneOf(index: number): number | undefined {
    const indent = this.line(index).search(/\S/);
    for (let below = index + 1; below < Math.min(this.statements.count, index + MAX_COMMAND); below++)
      if (/^\s*done\b/.test(this.line(below)) && this.line(below).search(/\S/) === indent) return below;
    return undefined;
  }

  private headOf(index: number): number {
    const indent = this.line(index).search(/\S/);
    for (let above = index - 1; above >= Math.max(0, index - MAX_COMMAND); above--)
      if (this.line(above).trim() !== '' && this.line(above).search(/\S/) === indent)
        if (/^\s*(?:for|while|until|if|case|[{(])/.test(this.line(above))) return above;
    return index;
  }

  /** What a Makefile runs for a target, below the line that names it. */
  recipeBelow(index: number): Span {
    let end = index + 1;
    while (this.line(end).startsWith('\t')) end++;
    return [index, end];
  }

  functionNamed(name: string): Span | undefined {
    const found = this.allFunctions().find(one => one.name === name);
    return found && spanOf(found);
  }

  functionAround(index: number): string | undefined {
    return this.allFunctions().find(one => spanOf(one)[0] <= index && index < spanOf(one)[1])?.name;
  }

  private allFunctions(): readonly FunctionBody[] {
    this.functions ??= allFunctionsIn(this.whole);
    return this.functions;
  }
}

/** `--set meshConfig.mode=`: of the name before it, that says nothing. */
const SETS_VALUE = /--set(?:-\w{1,10})?[= \t]["']?[\w.[\]{}\\-]{1,300}=/g;

/** A pipe behind a colon opens a text of YAML. */
const GOES_ON = /(?:\\|&&|[^:\s]\s{0,9}\|)\s*$/;

function spanOf({ line, body }: FunctionBody): Span {
  return [line - 1, line - 1 + body.split('\n').length];
}

/** Names that are filled into a text. */
export function signedIn(text: string): readonly string[] {
  const signed = [...text.matchAll(SIGNED)].flatMap(([sign, whole = '']) => {
    const parts = whole.split('.');
    return /^(?:\$\(|.{0,2}\{\{)/.test(sign) || parts.length > 1
      ? parts.filter(one => !CONTEXTS.test(one))
      : parts;
  });
  return [...signed, ...environmentIn(text)];
}

/** Names of the environment that a program asks for. */
export function environmentIn(text: string): readonly string[] {
  return [...text.matchAll(OF_ENVIRONMENT)].map(([, name = '']) => name);
}
