/**
 * The istioctl of the image that a script is copied into: what its Dockerfile downloads, or takes from an image of Istio's.
 * Source: https://docs.docker.com/reference/dockerfile/
 */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { ancestors, inFolder, isWithin } from '../tree-path.js';
import { isDockerfile } from './image-script.js';

/** More of them than a tree has that hold istioctl, and more instructions than one has. */
const MAX_FILES = 200;
const MAX_INSTRUCTIONS = 2000;

interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

/** What an image holds. */
interface Image {
  readonly path: string;
  readonly release: DecidedVersion;
  /** What is copied into it, as it is written. */
  readonly sources: readonly string[];
}

/** @returns undefined where no image, or none with an istioctl, is given the script; undecided where several differ */
export async function imageRelease(
  context: DetectContext,
  path: string,
): Promise<DecidedVersion | undefined> {
  const found = (await imagesOf(context)).filter(one => one.path === path || isCopied(one, path));
  const [first, ...others] = found.map(({ release }) => release);
  if (!first) return undefined;
  return others.every(({ version }) => version === first.version)
    ? first
    : {
        version: null,
        at: first.at,
        look: 'several images hold it, each with an istioctl of its own',
        contradicted: true,
      };
}

const imagesOf = oncePer(readImages);

async function readImages(context: DetectContext): Promise<readonly Image[]> {
  const found: Image[] = [];
  for (const path of context.candidates) {
    if (!isDockerfile(path) || context.isSetAside(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !/istio/i.test(text)) continue;
    if (found.length >= MAX_FILES) {
      context.leave(path, 'there are more images with an istioctl than a person keeps: it was not looked at');
      continue;
    }
    const instructions = instructionsOf(text);
    const release = await releaseOf(context, path, instructions);
    if (release) found.push({ path, release, sources: instructions.flatMap(copied) });
  }
  return found;
}

/** One for each, with the lines that it goes on in. */
function instructionsOf(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let open: { name: string; rest: string; line: number } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, begun = '', goesOn] = /^(.*?)(\\?)\s*$/.exec(line.slice(0, MAX_LINE)) ?? [];
    if (open) open.rest += `\n${begun}`;
    else {
      const [, name = '', rest = ''] = /^\s*([A-Za-z]{1,20})\s+(.*)$/s.exec(begun) ?? [];
      open = { name: name.toUpperCase(), rest, line: index + 1 };
    }
    if (goesOn === '\\') continue;
    found.push(open);
    open = undefined;
    if (found.length >= MAX_INSTRUCTIONS) break;
  }
  return found;
}

const MAX_LINE = 4000;

/** Sources of what is copied from the tree. */
function copied({ name, rest }: Instruction): readonly string[] {
  if (!/^(?:COPY|ADD)$/.test(name) || /--from=/.test(rest)) return [];
  const words = rest
    .replace(/^(?:\s*--\S{1,200})*\s*/, '')
    .replace(/^\[|\]\s*$|["',]/g, ' ')
    .split(/\s+/)
    .filter(word => word !== '');
  return words.slice(0, -1).filter(word => !/^[a-z]+:\/\//.test(word));
}

/** What is built lies in the folder of the file, or in one above it. */
function isCopied({ path, sources }: Image, script: string): boolean {
  return ancestors(path).some(folder =>
    sources.some(source => {
      const written = source.replace(/^\.?\//, '').replace(/\/$/, '');
      const [before = ''] = written.split(/[^/]*[*?]/, 1);
      const place = before === '.' || before === '' ? folder : inFolder(folder, before.replace(/\/$/, ''));
      return script === place || isWithin(place, script);
    }),
  );
}

interface Variable {
  readonly value: string;
  readonly line: number;
  readonly isArgument: boolean;
}

const IMAGE = /(?:^|[\s=])(?:[\w.:-]{1,100}\/){0,4}istioctl:([\w.${}:-]{1,100})/;
const FETCHES = /\bistio\.io\/downloadIstio(?:ctl)?\b|\bgit\.io\/getLatestIstio\b/;
const GIVEN = /\bISTIO_VERSION=["']?([\w.${}:-]{1,100})/;
const ARCHIVE =
  /\/istio\/istio\/releases\/download\/([^/\s"']{1,100})\/|\/istio-release\/releases\/([^/\s"']{1,100})\/|\/istioctl?\/cmd\/istioctl@([\w.${}-]{1,100})|\bget istioctl (?:--version|-v)[ =]([\w.${}-]{1,100})|\binstall istioctl[ @]([\w.${}-]{1,100})/;

/** The only one that is put into it. */
async function releaseOf(
  context: DetectContext,
  path: string,
  instructions: readonly Instruction[],
): Promise<DecidedVersion | undefined> {
  const variables = new Map<string, Variable>();
  const found: DecidedVersion[] = [];
  for (const { name, rest, line } of instructions) {
    if (name === 'ENV' || name === 'ARG')
      for (const [key, variable] of variablesOf(rest, line, name === 'ARG')) {
        // `ARG NAME` of a stage takes what the file says before it.
        if (variable.value !== '' || !variables.has(key)) variables.set(key, variable);
      }
    const written = writtenRelease(name, rest, variables.has('ISTIO_VERSION'));
    if (written === undefined) continue;
    found.push(await decided(context, { file: path, line }, written, variables));
  }
  const [first, ...others] = found;
  if (!first) return undefined;
  return others.every(({ version }) => version === first.version)
    ? first
    : { version: null, at: first.at, look: 'it fetches more than one release of Istio', contradicted: true };
}

/** The words for it; '' where the newest is fetched. */
function writtenRelease(name: string, rest: string, hasName: boolean): string | undefined {
  if (name === 'FROM' || (name === 'COPY' && /--from=/.test(rest))) return IMAGE.exec(rest)?.[1];
  if (!/^(?:RUN|ADD)$/.test(name)) return undefined;
  if (FETCHES.test(rest)) return GIVEN.exec(rest)?.[1] ?? (hasName ? '$ISTIO_VERSION' : '');
  return ARCHIVE.exec(rest)
    ?.slice(1)
    .find(one => one !== undefined);
}

const ASSIGNED = /([A-Za-z_]\w{0,80})=(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|([^\s"']{0,200}))/g;

/** `ENV A=1 B="2"`, `ENV A 1`, `ARG A` */
function variablesOf(
  rest: string,
  line: number,
  isArgument: boolean,
): readonly (readonly [string, Variable])[] {
  const lines = rest.split('\n');
  const alone = /^([A-Za-z_]\w{0,80})(?:[ \t]+([^=\n]{1,200}))?$/.exec(rest.trim());
  if (alone) return [[alone[1] ?? '', { value: (alone[2] ?? '').trim(), line, isArgument }]];
  return lines.flatMap((own, index) =>
    [...own.matchAll(ASSIGNED)].map(
      ([, key = '', double, single, plain]) =>
        [key, { value: double ?? single ?? plain ?? '', line: line + index, isArgument }] as const,
    ),
  );
}

/** A name of a name, and so on. */
const MAX_STEPS = 5;
const LOOK = 'the image that it is copied into fetches the newest release when it is built';

async function decided(
  context: DetectContext,
  at: Position,
  written: string,
  variables: ReadonlyMap<string, Variable>,
): Promise<DecidedVersion> {
  if (written === '') return { version: null, at, look: LOOK, contradicted: true };
  let text = written;
  let place = at;
  for (let step = 0; step < MAX_STEPS && text.includes('$'); step++) {
    const [whole = '', braced, otherwise, plain] =
      /\$(?:\{([A-Za-z_]\w{0,80})(?::-([^{}]{0,100}))?\}|([A-Za-z_]\w{0,80}))/.exec(text) ?? [];
    const name = braced ?? plain ?? '';
    const variable = variables.get(name);
    if (
      variable &&
      (variable.value === '' || (variable.isArgument && (await isGiven(context, name, variable.value))))
    ) {
      const look = `\`${name}\` is given when the image is built`;
      return { version: null, at: { ...at, line: variable.line }, look, contradicted: true };
    }
    const value = variable?.value ?? otherwise;
    if (whole === '' || value === undefined) break;
    if (variable) place = { ...at, line: variable.line };
    text = text.replace(whole, () => value);
  }
  const bare = text.replace(/^v(?=\d)/, '');
  const version = /^\d{1,4}\.\d{1,4}\.\d{1,4}/.test(bare) ? (istioVersionOf(bare) ?? bare) : null;
  return { version, at: place };
}

/** Files of what builds images; more of them than a tree has. */
const BUILDS =
  /(?:^|\/)(?:Makefile[\w.-]{0,80}|[Jj]ustfile|Jenkinsfile[\w.-]{0,80}|Taskfile\.ya?ml|docker-bake\.(?:hcl|json)|(?:docker-)?compose[\w.-]{0,80}\.ya?ml|[\w.-]{1,80}\.(?:sh|bash|mk)|\.gitlab-ci\.yml|cloudbuild[\w.-]{0,80}\.ya?ml)$|(?:^|\/)\.github\/workflows\/[^/]{1,100}\.ya?ml$/;
const MAX_BUILDERS = 2000;

/** Whether something in the tree builds it with another value: `--build-arg NAME=1.22.2`, `build-args: NAME=…`. */
async function isGiven(context: DetectContext, name: string, value: string): Promise<boolean> {
  const given = new RegExp(
    `\\bbuild[-_]?args?\\b[^#]{0,400}?\\b${name}["']?\\s{0,9}[=:]\\s{0,9}["']?([^\\s"',]{1,100})`,
    'i',
  );
  for (const path of context.tree.paths.filter(one => BUILDS.test(one)).slice(0, MAX_BUILDERS)) {
    const text = await context.text(path);
    const other = text?.includes(name) ? given.exec(text)?.[1] : undefined;
    if (other !== undefined && other !== value) return true;
  }
  return false;
}
