/** Which version a word of a script is: by its own names, by what it sources, by what callers hand over, or by names of the tree. */

import { append } from '../../append.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { decideVersion, hasPlaceholder } from '../istio/published-release.js';
import type { TellMore } from '../limits.js';
import { provisionedVersion } from '../terraform/provisioned.js';
import { type NamedVersion, namedVersions, versionsIn } from '../version-index.js';
import { askedVersion, CUT } from './asked.js';
import { type SettingsByName, settingsByName } from './by-environment.js';
import { changedWord } from './changed-words.js';
import { type Choice, type Choices, choicesIn } from './choices.js';
import { isShell } from './exports.js';
import type { ScriptFile } from './file.js';
import { handedTo, namedByRelease, newTrail, ofRows, type Taken, type Trail } from './handed.js';
import { calledText } from './make/make.js';
import { isProgram } from './programs/commands.js';
import { programVersion } from './programs/program-version.js';
import {
  argumentsIn,
  defaultIn,
  defaultOfItself,
  FROM_ENVIRONMENT,
  INPUT,
  onlyName,
  otherwise,
  ownArgument,
  ownDefault,
  REFERENCE,
  takenFirst,
  UNLESS_GIVEN,
  untagged,
} from './references.js';
import type { ScriptNames, ScriptText } from './script-names.js';
import type { ScriptRuns } from './script-runs.js';
import { sourcedFiles } from './sourced.js';
import { composed } from './sourced-values.js';
import type { Word } from './text.js';
import type { Handed } from './workflow/matrix.js';
import { nameIn } from './workflow/names.js';

/** `{{.VERSION | default "1.22.2"}}`: what it is stands there. */
const OTHERWISE =
  /^\{\{-?[ \t]{0,9}\.\w{1,80}[ \t]{0,9}\|[ \t]{0,9}default[ \t]{1,9}["'][^"']{1,100}["'][ \t]{0,9}-?\}\}$/;
/** `$(cat .istio-version)`, `$TAG`: what a step writes for those after it. */
const COMPUTED = /^["']?(?:\$\(|\$\{?\w{1,80}\}?["']?$)/;

const PRINTED_VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;

/** Names that stand for names, one after the other; more go in rings. */
const MAX_STEPS = 5;

/** Longer than what anybody puts together. */
const MAX_PARTS = 200;

export interface ScriptReading {
  readonly script: ScriptText;
  readonly names: ScriptNames;
  readonly runs: Pick<ScriptRuns, 'choices' | 'workflow'>;
  readonly more: TellMore;
  /** All files that may hand something to each other. */
  readonly files: () => Promise<readonly ScriptFile[]>;
}

export class ScriptVersions {
  /** Versions that the file gives names to. */
  readonly named: readonly NamedVersion[];
  private readonly arguments: ReturnType<typeof argumentsIn>;
  private readonly byName: SettingsByName | undefined;
  private sourcedByName: Promise<readonly (SettingsByName | undefined)[]> | undefined;
  /** Variables that it takes from its environment. */
  private readonly environment: ReadonlySet<string>;

  constructor(
    private readonly context: DetectContext,
    private readonly reading: ScriptReading,
  ) {
    const { path, text, isMake } = reading.script;
    this.named = versionsIn(path, text).map(one => ({ ...one, ...this.decidedElsewhere(one.name) }));
    this.arguments = argumentsIn(text);
    this.byName = settingsByName(context, path, text);
    const ofMake = isMake ? text.matchAll(UNLESS_GIVEN) : [];
    this.environment = new Set(
      [...text.matchAll(FROM_ENVIRONMENT), ...ofMake].flatMap(([, name]) => name ?? []),
    );
  }

  private get path(): string {
    return this.reading.script.path;
  }

  private get assigned(): ReadonlyMap<string, Word> {
    return this.reading.names.assigned;
  }

  private decidedElsewhere(name: string): Pick<NamedVersion, 'version' | 'at'> | undefined {
    const { text, line, file } = this.reading.names.elsewhere.get(name) ?? {};
    return text === undefined || line === undefined || file === undefined || !PRINTED_VERSION.test(text)
      ? undefined
      : { version: text, at: { file, line } };
  }

  /**
   * By the file's own variables, by what other scripts hand to this one, or by names of the tree.
   * @param trail scripts that wait for this answer
   */
  async version(asks: Word | undefined, fallback: Position, trail = newTrail()): Promise<DecidedVersion> {
    const word = asks && { ...asks, text: untagged(asks.text) };
    const at = word ? { file: word.file ?? this.path, line: word.line } : fallback;
    const known = onlyName(word?.text ?? '') ?? '';
    const ofProgram = isProgram(this.path) ? await programVersion(this.context, this.path, known) : undefined;
    if (ofProgram) return ofProgram;
    const here = this.valuesAt(word?.text ?? '', at.line);
    const rows = ofRows({ path: this.path }, here);
    if (rows) return rows;
    const isUnset = known !== '' && !this.assigned.has(known);
    const provisioned = isUnset ? await this.givenAt(at.line, name => name === known) : undefined;
    if (provisioned) return provisioned;
    // `env` that stands for an input, or what a step computes and writes, alone.
    const [only, ...others] = here;
    const stands = only && others.length === 0 && (INPUT.test(only.text) || COMPUTED.test(only.text));
    const text = stands ? only.text : (word?.text ?? '');
    const place = stands ? { file: only.file ?? this.path, line: only.line } : at;
    const found =
      (known === '' ? undefined : await this.ofEnvironments(known)) ??
      (await this.givenBy(onlyName(text) ?? '', text, place, trail)) ??
      (await this.putTogether(text, place)) ??
      (stands || text.startsWith('$(') ? await this.printed(text, at) : undefined);
    if (found) return found;
    return this.followed(stands && !INPUT.test(text) ? text : word?.text, { known, at, place, trail });
  }

  /** Follows names of this file to the one that holds a version. */
  private async followed(
    asked: string | undefined,
    { known, at, place, trail }: Asked,
  ): Promise<DecidedVersion> {
    const { variables } = this.reading.names;
    let raw = withoutV(asked);
    let from = place;
    for (let step = 0; step < MAX_STEPS && raw !== undefined; step++) {
      raw = otherwise(raw, variables) ?? raw;
      const name = onlyName(raw);
      const set = name === undefined ? undefined : this.assigned.get(name);
      if (name === undefined || set === undefined) break;
      if (set.file === undefined && this.named.some(one => one.name === name)) break;
      if (set.text === raw) break;
      // `VERSION=${VERSION:-$DEFAULT}`: what it is where nobody gives one.
      const own = defaultOfItself(set.text, name);
      if (own !== undefined) {
        raw = own;
        continue;
      }
      // `VERSION="${OVERRIDE:-$VERSION}"`: what it is before that.
      if (onlyName(otherwise(set.text, variables) ?? '') === name) break;
      const text = withoutV(await this.writtenOut(set.text)) ?? '';
      raw = text;
      // What it is computed from is decided where it is used.
      if (!hasPlaceholder(text) || OTHERWISE.test(text))
        from = { file: set.file ?? this.path, line: set.line };
      const made =
        (await this.printed(text, at)) ?? (await this.putTogether(ownDefault(text, name) ?? text, from));
      if (made) return made;
      if (/\$\(\s*\S+\s/.test(text) || text.startsWith('`'))
        return { version: null, at, look: `\`${name}\` is computed when this runs: ${text.slice(0, 80)}` };
    }
    const ofKeys = this.underKeys(raw ?? '');
    if (ofKeys.length > 0) return amongChoices(raw ?? '', ofKeys, at);
    const last = onlyName(raw ?? '') ?? /^\$\{(?:params|env)\.(\w{1,80})\}$/.exec(raw ?? '')?.[1];
    const isOpen = last !== undefined && last !== known && !this.assigned.has(last);
    const filled = isOpen
      ? ((await this.givenAt(at.line, name => name === last)) ??
        (await this.givenBy(last, raw ?? '', from, trail)))
      : undefined;
    if (filled) return filled;
    const chosen = last === undefined ? undefined : await this.chosen(last, at);
    return chosen ?? decideVersion(this.context, raw, from);
  }

  /** The version under one of these names that a command there is given by the provisioner around it, or by whatever fills the file in. */
  async givenAt(line: number, isMeant: (name: string) => boolean): Promise<DecidedVersion | undefined> {
    return provisionedVersion(this.context, { file: this.path, line }, isMeant);
  }

  /** Istio's release in the environment of those that run this script. */
  async handedRelease(): Promise<DecidedVersion | undefined> {
    return handedTo(this.context, await this.reading.files(), this.path, { release: true }, newTrail());
  }

  private async putTogether(text: string, place: Position): Promise<DecidedVersion | undefined> {
    const { part } = this.reading.names;
    const preset = await this.presetParts(text, place);
    const made = composed({ text, ...place }, name => preset.get(name) ?? part(name));
    return (
      made && {
        version: made.text.replace(/^v/, ''),
        at: { file: made.file ?? this.path, line: made.line },
      }
    );
  }

  /** Parts of a text that others may give, `X=${X:-1.24.2}`, as what these give or they are otherwise. */
  private async presetParts(text: string, place: Position): Promise<ReadonlyMap<string, Word>> {
    const found = new Map<string, Word>();
    if (text.length > MAX_PARTS || onlyName(text) !== undefined) return found;
    for (const match of text.matchAll(REFERENCE)) {
      const name = match.slice(1, 6).find(group => group !== undefined) ?? '';
      const fallback = ownDefault(this.assigned.get(name)?.text ?? '', name);
      if (fallback === undefined || hasPlaceholder(fallback)) continue;
      const { version, at } = await this.version({ text: `\${${name}}`, line: place.line }, place);
      if (version !== null) found.set(name, { text: version, ...at });
    }
    return found;
  }

  private async printed(raw: string, at: Position): Promise<DecidedVersion | undefined> {
    return (await this.asked(raw, at)) ?? this.changedIn(raw, at) ?? (await this.printedByChoice(raw, at));
  }

  private changedIn(raw: string, at: Position): DecidedVersion | undefined {
    const word = changedWord(raw, at.line, this.reading.names);
    if (!word || !PRINTED_VERSION.test(word.text)) return undefined;
    return { version: word.text.replace(/^v/, ''), at: { file: word.file ?? this.path, line: word.line } };
  }

  /** What commands print into a word. */
  private async asked(raw: string, at: Position): Promise<DecidedVersion | undefined> {
    // The first of several lines may be any.
    const word =
      CUT.test(raw) || /\b(?:head|tail)\b/.test(raw)
        ? undefined
        : this.reading.names.sources?.wordOf({ text: raw.replace(/^"(.*)"$/s, '$1'), line: at.line });
    return word && PRINTED_VERSION.test(word.text) && (await this.isSure(raw, word))
      ? { version: word.text.replace(/^v/, ''), at: { file: word.file ?? this.path, line: word.line } }
      : askedVersion(this.context, this.path, raw, at);
  }

  /** Tools for lines may mean any of several versions on one. */
  private async isSure(raw: string, { file, line }: Word): Promise<boolean> {
    if (/\b(?:jq|yq)\b/.test(raw) || file === undefined) return true;
    const written = (await this.context.text(file))?.split('\n')[line - 1] ?? '';
    return [...written.slice(0, 1000).matchAll(/\d{1,4}\.\d{1,4}\.\d{1,4}/g)].length < 2;
  }

  /** What a matrix, or the environment of a step, says of it. */
  private valuesAt(raw: string, line: number): readonly Handed[] {
    const name = nameIn(raw) ?? onlyName(raw);
    return name === undefined ? [] : (this.reading.runs.workflow?.valuesAt(name, line) ?? []);
  }

  /** What callers hand over; of an input, and of a variable that has one, its default for those that hand over nothing. */
  private async givenBy(
    name: string,
    raw: string,
    at: Position,
    trail: Trail,
  ): Promise<DecidedVersion | undefined> {
    const [, input, otherwiseOf] = INPUT.exec(raw) ?? [];
    const argument = this.arguments.get(name) ?? ownArgument(raw);
    const set = this.named.find(known => known.name === name);
    const isUnset = name !== '' && !this.assigned.has(name) && !set && !(await this.isSourced(name));
    const first = takenFirst(this.assigned.get(name)?.text ?? '');
    const outer = first !== undefined && !this.assigned.has(first) ? first : undefined;
    const variableName = this.environment.has(name) || isUnset ? name : outer;
    const variable = variableName === undefined ? undefined : { variable: variableName, line: at.line };
    const taken: Taken | undefined =
      input !== undefined ? { input } : argument !== undefined ? { argument } : variable;
    if (!taken) return undefined;
    const word = input === undefined ? undefined : this.reading.runs.workflow?.presetOf(input);
    const own = word ? ofRows({ path: this.path }, [word]) : undefined;
    const inline = defaultIn(raw);
    const preset =
      own ??
      (set && variable ? decided(set) : undefined) ??
      (inline === undefined ? undefined : await decideVersion(this.context, inline, at));
    const files = await this.reading.files();
    const passed = await handedTo(this.context, files, this.path, taken, trail, preset);
    if (passed || own) return passed ?? own;
    return otherwiseOf === undefined ? undefined : decideVersion(this.context, otherwiseOf, at);
  }

  /** What a file has under a name that is sourced for every environment: `. env/common.env`. */
  private async setBeside(name: string): Promise<DecidedVersion | undefined> {
    const found: NamedVersion[] = [];
    for (const file of await sourcedFiles(this.context, this.path)) {
      const versions = versionsIn(file, (await this.context.text(file)) ?? '');
      append(
        found,
        versions.filter(one => one.name === name),
      );
    }
    const [only, ...others] = found;
    return only && others.length === 0 ? decided(only) : undefined;
  }

  /** What settings of several environments have under a name. */
  private async ofEnvironments(name: string): Promise<DecidedVersion | undefined> {
    const set = this.named.findLast(one => one.name === name);
    for (const byName of [this.byName, ...(await this.byNameOfSourced())]) {
      const found = await byName?.(name, set ? decided(set) : await this.setBeside(name));
      if (found) return found;
    }
    return undefined;
  }

  /** Of scripts that it sources: a function there may source the settings. */
  private byNameOfSourced(): Promise<readonly (SettingsByName | undefined)[]> {
    this.sourcedByName ??= this.readSourcedByName();
    return this.sourcedByName;
  }

  private async readSourcedByName(): Promise<readonly (SettingsByName | undefined)[]> {
    const scripts = [...(await sourcedFiles(this.context, this.path))].filter(isShell);
    const texts = await Promise.all(scripts.map(this.context.text));
    return scripts.map((script, index) => settingsByName(this.context, script, texts[index] ?? ''));
  }

  /** What the script, or its environment, chooses among. */
  private async chosen(name: string, at: Position): Promise<DecidedVersion | undefined> {
    const ofEnvironment = await this.ofEnvironments(name);
    if (ofEnvironment) return ofEnvironment;
    const found = this.reading.runs.choices.of(name);
    if (found.length > 0) return amongChoices(name, found, at);
    return this.amongSourced(name, at, choices => choices.of(name));
  }

  /** What a file that it sources chooses among. */
  private async amongSourced(
    name: string,
    at: Position,
    choose: (choices: Choices) => readonly Choice[],
  ): Promise<DecidedVersion | undefined> {
    for (const file of await sourcedFiles(this.context, this.path)) {
      const found = choose(choicesIn(file, (await this.context.text(file)) ?? '', this.reading.more));
      if (found.length > 0) return amongChoices(name, found, at);
    }
    return undefined;
  }

  /** `$(istio_of "$CLUSTER")` of a function that prints one of several. */
  private async printedByChoice(raw: string, at: Position): Promise<DecidedVersion | undefined> {
    const [, name, given = ''] =
      /^["']?\$\([ \t]*([A-Za-z_][\w-]{0,80})(?:[ \t]+([^()]{0,200}))?\)["']?$/.exec(raw) ?? [];
    if (name === undefined) return undefined;
    const own = this.reading.runs.choices.printedBy(name, given);
    if (own.length > 0) return amongChoices(name, own, at);
    return this.amongSourced(name, at, choices => choices.printedBy(name, given));
  }

  /** A call of what this Makefile, or one that it includes, defines. */
  private async writtenOut(raw: string): Promise<string> {
    const { text, isMake } = this.reading.script;
    if (!isMake || !/^\$[({]call[ \t]/.test(raw)) return raw;
    const sourced = await sourcedFiles(this.context, this.path);
    const included = await Promise.all([...sourced].map(this.context.text));
    return calledText(raw, [text, ...included.map(one => one ?? '')]) ?? raw;
  }

  /** `${VERSIONS[$ENV]}`: all that a list has, by its keys. */
  private underKeys(raw: string): readonly Choice[] {
    const [, name = ''] = /^\$\{(\w{1,80})\[\$[^\]]{1,80}\]\}$/.exec(raw) ?? [];
    const keyed = this.reading.names.lists.keyed.get(name) ?? [];
    const found = [...keyed].map(([label, { text, line }]) => ({
      label,
      version: text.replace(/^v(?=\d)/, ''),
      at: { file: this.path, line },
    }));
    return found.every(({ version }) => /^\d+\.\d+\.\d+/.test(version)) ? found : [];
  }

  private async isSourced(name: string): Promise<boolean> {
    const sourced = await sourcedFiles(this.context, this.path);
    if (sourced.size === 0) return false;
    const named = await namedVersions(this.context);
    return named.some(known => known.name === name && sourced.has(known.at.file));
  }
}

interface Asked {
  /** The name that the word is, '' where it is none. */
  readonly known: string;
  /** Where the word stands, and where what it stands for does. */
  readonly at: Position;
  readonly place: Position;
  readonly trail: Trail;
}

/** `${VERSION#v}` */
function withoutV(raw: string | undefined): string | undefined {
  return raw?.replace(/^(\$\{\w+)#v\}$/, '$1}');
}

function decided({ version, at }: NamedVersion): DecidedVersion {
  return { version: version.replace(/^v/, ''), at };
}

function amongChoices(name: string, found: readonly Choice[], at: Position): DecidedVersion {
  const [first] = found;
  if (first && found.every(({ version }) => version === first.version))
    return { version: first.version, at: first.at };
  const labels = new Set(found.map(({ label }) => label));
  const environments =
    labels.size === found.length
      ? found.map(({ label, ...one }) => ({ environment: label, ...one }))
      : namedByRelease(found);
  const places = found.map(one => `${one.version} in ${one.at.file}:${one.at.line}`);
  return { version: null, at, look: `\`${name}\` is ${places.slice(0, 4).join(', ')}`, environments };
}
