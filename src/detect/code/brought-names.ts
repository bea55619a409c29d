/** Names that a file of JavaScript, TypeScript or Python brings in out of others. */
import { append } from '../../append.js';
import { baseName } from '../tree-path.js';
import type { CodeFile } from './blocks.js';

/** A name of the file, and what it stands for. */
export interface BroughtName {
  /** As words of the file say it: `MODE` of `OUTBOUND as MODE`. */
  readonly name: string;
  /** What declares it calls it so: `OUTBOUND`; without one it is a whole module, or what that exports by default. */
  readonly declared?: string;
  /** The last part of the module's name: `settings` of `./config/settings.js`. */
  readonly module: string;
}

/** More names than a file brings in. */
const MAX_NAMES = 200;
const WORD = '[A-Za-z_$][\\w$]{0,80}';

/** `import mesh, { outbound as policy } from "./mesh"`, `import * as settings from "./settings"` */
const SCRIPT = new RegExp(
  `\\bimport\\s{1,9}(?:type\\s{1,9})?(?:(?:\\*\\s{1,9}as\\s{1,9})?(${WORD})\\s{0,9},?\\s{0,9})?(?:\\*\\s{1,9}as\\s{1,9}(${WORD})\\s{1,9}|\\{([^{}]{1,4000})\\}\\s{0,9})?from\\s{0,9}["']([^"'\\n]{1,200})["']`,
  'g',
);
/** `const { outbound: policy } = require("./settings")` */
const REQUIRED = new RegExp(
  `\\b(?:const|let|var|import)\\s{1,9}(?:(${WORD})|\\{([^{}]{1,4000})\\})\\s{0,9}=\\s{0,9}(?:await\\s{1,9})?(?:require|import)\\(\\s{0,9}["']([^"'\\n]{1,200})["']`,
  'g',
);
/** `from config import mesh as m`, its list over lines in parentheses. */
const FROM = /^[ \t]*from[ \t]+([.\w]{1,200})[ \t]+import[ \t]*(?:\(([^()]{1,4000})\)|([^\n#;(]{1,500}))/gm;
/** `import settings, config.mesh as m` */
const IMPORT = /^[ \t]*import[ \t]+([^\n#;]{1,500})/gm;

export function broughtIn({ path, text }: CodeFile): readonly BroughtName[] {
  return (path.endsWith('.py') ? ofPython(text) : ofScript(text)).slice(0, MAX_NAMES);
}

/** The text without lists of names that go over lines: no line of these uses what it names. */
export function withoutLists({ path, text }: CodeFile): string {
  const blank = (whole: string): string => (whole.includes('\n') ? whole.replace(/[^\n]/g, ' ') : whole);
  return text.replace(path.endsWith('.py') ? FROM : SCRIPT, blank);
}

/** Names of another file that a file of Python takes as they are: `from settings import *`. */
export function bringsAll({ path, text }: CodeFile): boolean {
  return path.endsWith('.py') && /^[ \t]*from[ \t]+[.\w]{1,200}[ \t]+import[ \t]*\*/m.test(text);
}

/** Whether a file is the module of that name, by its last part: `settings.ts`, `settings/index.ts`. */
export function isModule(path: string, module: string): boolean {
  const stem = path.replace(/\.\w{1,4}$/, '').replace(/\/(?:index|__init__)$/, '');
  return module === '' || baseName(stem) === module;
}

function ofScript(text: string): readonly BroughtName[] {
  const found: BroughtName[] = [];
  for (const [, first, all, names = '', from = ''] of text.matchAll(SCRIPT)) {
    const module = moduleOf(from);
    for (const name of [first, all]) if (name !== undefined) found.push({ name, module });
    append(found, listed(names, AS, module));
  }
  for (const [, whole, names = '', from = ''] of text.matchAll(REQUIRED)) {
    const module = moduleOf(from);
    if (whole !== undefined) found.push({ name: whole, module });
    append(found, listed(names, UNDER, module));
  }
  return found;
}

function ofPython(text: string): readonly BroughtName[] {
  const found: BroughtName[] = [];
  // It may be a module of a package as well.
  for (const [, from = '', many = '', names = many] of text.matchAll(FROM))
    for (const one of listed(names, AS, from.replace(/^.*\./, '')))
      found.push(one, { name: one.name, module: one.declared ?? '' });
  for (const [, names = ''] of text.matchAll(IMPORT))
    for (const one of names.split(',')) {
      const [, module, name = module] = MODULE.exec(one) ?? [];
      if (module !== undefined && name !== undefined)
        found.push({ name, module: module.replace(/^.*\./, '') });
    }
  return found;
}

const MODULE = /^\s*([\w.]{1,200})(?:\s+as\s+(\w{1,80}))?\s*$/;
const AS = new RegExp(`^\\s*(?:type\\s+)?(${WORD})(?:\\s+as\\s+(${WORD}))?\\s*$`);
const UNDER = new RegExp(`^\\s*(${WORD})(?:\\s*:\\s*(${WORD}))?\\s*(?:=.{0,100})?$`);

function listed(names: string, pattern: RegExp, module: string): readonly BroughtName[] {
  return names.split(',').flatMap(one => {
    const [, declared, name = declared] = pattern.exec(one) ?? [];
    if (declared === undefined || name === undefined) return [];
    return [declared === 'default' ? { name, module } : { name, declared, module }];
  });
}

function moduleOf(from: string): string {
  const stem = from.replace(/\.[mc]?[jt]sx?$/, '').replace(/\/index$/, '');
  return /^[./]*$/.test(stem) ? '' : baseName(stem);
}
