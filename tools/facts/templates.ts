/**
 * Which values a Helm template looks at. Follows the dot through `with` and `range`, and variables that hold a part of
 * the values; a path that is handed on whole (`toYaml .Values.env`) stands for everything below it.
 */
import { joinPath } from './values.js';

/** A place in the template's data: keys from the root, `Values` first; undefined where that can't be told. */
type Place = readonly string[] | undefined;

interface Token {
  readonly kind: 'text' | 'field' | 'variable' | 'word' | 'symbol';
  readonly value: string;
  /** whether blanks stand before it: `(x) .y` is two terms, `(x).y` one */
  readonly spaced: boolean;
}

const root: Place = [];

/** Paths as `joinPath` writes them, without `Values`; sorted. */
export function valuesReadBy(template: string): readonly string[] {
  const reader = new TemplateReader();
  for (const action of actionsOf(template)) reader.run(action);
  return [...reader.paths].sort();
}

function* actionsOf(template: string): Generator<readonly Token[]> {
  for (const match of template.matchAll(
    /\{\{-?\s*(\/\*[\s\S]*?\*\/|(?:"(?:\\.|[^"\\])*"|`[^`]*`|[\s\S])*?)\s*-?\}\}/g,
  )) {
    const code = match[1] ?? '';
    if (!code.startsWith('/*')) yield tokensOf(code);
  }
}

const tokenPattern =
  /(\s*)(?:("(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*')|((?:\.[A-Za-z_]\w*)+|\.)|(\$\w*)|([\w.-]+)|(:=|[(),|=]))/y;

function tokensOf(code: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(code); match !== null; match = tokenPattern.exec(code)) {
    const [, blank = '', text, field, variable, word, symbol] = match;
    const spaced = blank !== '' || tokens.length === 0;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.slice(1, -1), spaced });
    else if (field !== undefined) tokens.push({ kind: 'field', value: field, spaced });
    else if (variable !== undefined) tokens.push({ kind: 'variable', value: variable, spaced });
    else
      tokens.push(
        word === undefined
          ? { kind: 'symbol', value: symbol ?? '', spaced }
          : { kind: 'word', value: word, spaced },
      );
  }
  return tokens;
}

/** Runs actions in order, one template file at a time. */
class TemplateReader {
  readonly paths = new Set<string>();
  readonly #variables = new Map<string, Place>();
  /** what the dot is, outermost first; one entry for each open block */
  readonly #dots: Place[] = [root];
  #tokens: readonly Token[] = [];
  #position = 0;

  run(tokens: readonly Token[]): void {
    this.#tokens = tokens;
    this.#position = 0;
    const [first] = tokens;
    const keyword = first?.kind === 'word' ? first.value : '';
    switch (keyword) {
      case 'end':
        if (this.#dots.length > 1) this.#dots.pop();
        return;
      case 'define':
        this.#dots.push(root);
        return;
      case 'else':
        this.#else();
        return;
      case 'if':
        this.#position = 1;
        this.#read(this.#statement());
        this.#dots.push(this.#dot);
        return;
      case 'with':
      case 'range':
      case 'block':
        this.#position = 1;
        this.#enter(keyword);
        return;
      default:
        this.#read(this.#statement());
    }
  }

  get #dot(): Place {
    return this.#dots.at(-1);
  }

  #else(): void {
    const [, second] = this.#tokens;
    this.#dots.pop();
    const outer = this.#dot;
    this.#position = 2;
    if (second?.value === 'with') {
      this.#enter('with');
      return;
    }
    if (second?.value === 'if') this.#read(this.#statement());
    this.#dots.push(outer);
  }

  #enter(keyword: string): void {
    const place = this.#statement();
    // Inside `with` each look at the dot counts by itself; `range` looks at every item.
    if (keyword === 'range') this.#read(place);
    this.#dots.push(keyword === 'range' ? undefined : place);
  }

  /** `$x := pipeline`, `$k, $v := pipeline` or a pipeline: the place that it yields. */
  #statement(): Place {
    const assignment = this.#tokens.findIndex(token => token.kind === 'symbol' && /^:?=$/.test(token.value));
    if (assignment < 0) return this.#pipeline();
    const names = this.#tokens.slice(this.#position, assignment).filter(token => token.kind === 'variable');
    this.#position = assignment + 1;
    const place = this.#pipeline();
    const [only, ...others] = names;
    if (only === undefined) return place;
    this.#variables.set(only.value, others.length === 0 ? place : undefined);
    for (const name of others) this.#variables.set(name.value, undefined);
    // What is kept in a variable is read where the variable is used; if its place is unknown, it is read already.
    return others.length === 0 ? undefined : place;
  }

  /** Commands joined by `|`, up to a closing bracket. */
  #pipeline(): Place {
    let place: Place;
    let commands = 0;
    do {
      if (commands > 0) {
        this.#position += 1;
        place = this.#filter(place);
      } else {
        place = this.#command();
      }
      commands += 1;
    } while (this.#peek('|'));
    return place;
  }

  /** A command that takes a value from the left: `default dict` hands it on, others use it up. */
  #filter(place: Place): Place {
    const name = this.#tokens[this.#position];
    const handsOn = name?.kind === 'word' && name.value === 'default';
    if (!handsOn) this.#read(place);
    this.#command();
    return handsOn ? place : undefined;
  }

  #command(): Place {
    const first = this.#tokens[this.#position];
    const name = first?.kind === 'word' ? first.value : '';
    const terms: Place[] = [];
    const texts: (string | undefined)[] = [];
    while (this.#position < this.#tokens.length && !this.#peek('|') && !this.#peek(')')) {
      const token = this.#tokens[this.#position];
      terms.push(this.#term());
      texts.push(token?.kind === 'text' ? token.value : undefined);
    }
    if (terms.length === 1) return terms[0];
    const [, ...args] = terms;
    if (name === 'index' || name === 'get' || name === 'dig') return this.#index(args, texts.slice(1));
    if (name === 'pick') return this.#pick(args[0]);
    for (const place of terms) this.#read(place);
    return undefined;
  }

  /** `index .Values "gateways" "name"`: the place below, as far as the keys are plain text. */
  #index([base, ...keyPlaces]: readonly Place[], [, ...keys]: readonly (string | undefined)[]): Place {
    for (const place of keyPlaces) this.#read(place);
    if (base === undefined) return undefined;
    const known = keys.indexOf(undefined);
    const place = [
      ...base,
      ...keys.slice(0, known < 0 ? keys.length : known).filter(key => key !== undefined),
    ];
    if (known < 0) return place;
    this.#read(place);
    return undefined;
  }

  /** istiod hands whole parts of the values on to the injection templates, which say themselves what they read. */
  #pick(base: Place): Place {
    if (base !== undefined && !isValues(base)) this.#read(base);
    return undefined;
  }

  #term(): Place {
    const token = this.#tokens[this.#position];
    this.#position += 1;
    if (token === undefined) return undefined;
    let place: Place;
    if (token.kind === 'field') place = extend(this.#dot, token.value);
    else if (token.kind === 'variable') place = token.value === '$' ? root : this.#variables.get(token.value);
    else if (token.value === '(' && token.kind === 'symbol') {
      place = this.#pipeline();
      if (this.#peek(')')) this.#position += 1;
    }
    const next = this.#tokens[this.#position];
    if (next?.kind !== 'field' || next.spaced || token.kind === 'field') return place;
    this.#position += 1;
    return extend(place, next.value);
  }

  #peek(symbol: string): boolean {
    const token = this.#tokens[this.#position];
    return token?.kind === 'symbol' && token.value === symbol;
  }

  #read(place: Place): void {
    if (place === undefined || place[0] !== 'Values' || isValues(place)) return;
    this.paths.add(place.slice(1).reduce(joinPath, ''));
  }
}

function isValues(place: readonly string[]): boolean {
  return place.length <= 1;
}

function extend(place: Place, fields: string): Place {
  return place === undefined ? undefined : [...place, ...fields.split('.').filter(key => key !== '')];
}
