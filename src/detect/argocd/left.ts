/** What is left open in an Application that something makes: by parameters, values and functions that the tree does not decide. */
import type { DataPath, OpenValue, Position, Problem, Release } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { filled } from '../reshaped.js';
import { decidesBehaviour, isVariable, UNDECIDED_VERSION, unknownFields } from '../values/open.js';

export interface Left {
  /** Its path in the Application; below `helm.values`, in the values. */
  readonly path: DataPath;
  readonly text: string;
  readonly at: Position;
}

/** True for a text in which something is to be filled in. */
export function hasPlaceholder(text: string): boolean {
  return text.includes('{{');
}

/** What a text with open places comes to. */
export interface LeftText {
  readonly left: readonly Left[];
  /** For values, which have to stay YAML: the text with a word in those places. */
  readonly values?: string;
}

export function leftIn(text: string, path: DataPath, at: Position): LeftText {
  const isValues = path.at(-1) === 'values' && path.at(-2) === 'helm';
  const values = text.replace(/\{\{[^{}]*\}\}/g, UNDECIDED);
  const paths = isValues ? undecidedPaths(values) : [[]];
  const open = text.split('\n').find(hasPlaceholder)?.trim() ?? '';
  const left = paths.map(below => ({ path: [...path, ...below], text: open, at }));
  return { left, ...(isValues ? { values } : {}) };
}

/** Stands in a text for what only somebody else knows. */
const UNDECIDED = 'undecided';

/** Where values hold what is undecided; `[]`, the whole of them, where that can't be told. */
function undecidedPaths(text: string): readonly DataPath[] {
  const paths: DataPath[] = [];
  const { documents, errors } = parseYaml('', text);
  const [document] = documents;
  if (errors.length > 0 || !document) return [[]];
  filled(document.data, (word, path) => {
    if (word.includes(UNDECIDED)) paths.push(path);
    return undefined;
  });
  return paths.length === 0 ? [[]] : paths;
}

/** True for a part of an Application that decides which chart it installs, at which version, with which values. */
export function decidesInstallation(path: DataPath): boolean {
  const [, source] = path;
  if (source !== 'source' && source !== 'sources') return false;
  const rest = path.slice(typeof path[2] === 'number' ? 3 : 2);
  if (rest[0] === 'ref' || rest[0] === 'repoURL') return false;
  if (rest[0] !== 'helm') return true;
  if (rest[1] === 'releaseName' || rest[1] === 'namespace') return false;
  return rest[1] === 'valuesObject' || rest[1] === 'values' ? decidesBehaviour(rest.slice(2)) : true;
}

/**
 * The release with what is open in it told, and its values unknown where that decides them.
 * @param maker who makes the Application: `ApplicationSet istiod`
 * @param why where what is open is decided
 */
export function withLeft(release: Release, left: readonly Left[], maker: string, why: string): Release {
  const open = left.filter(({ path }) => decidesInstallation(path));
  const inValues = open.filter(({ path }) => path.includes('helm'));
  const problems: Problem[] = open.map(({ path, text, at }) => {
    const key = path
      .filter(part => typeof part === 'string')
      .slice(2)
      .join('.');
    const blocking = !isVariable(valuePath(path));
    const start = path.at(-1) === 'targetRevision' ? `${UNDECIDED_VERSION}: ` : '';
    return { what: `${key} of ${maker}`, why: `${start}it holds \`${text}\`: ${why}`, ...at, blocking };
  });
  const isNamed = (problem: Problem): boolean =>
    problem.what.includes('{{') || problems.some(({ why }) => why.startsWith(startOf(problem)));
  const openValues: OpenValue[] = inValues.flatMap(({ path, text, at }) =>
    valuePath(path).length === 0 ? [] : [{ path: valuePath(path), what: text, at }],
  );
  return {
    ...release,
    problems: [...release.problems.filter(problem => !isNamed(problem)), ...problems],
    ...unknownFields(
      release.valuesUnknown === true || inValues.some(({ path }) => valuePath(path).length === 0),
      openValues,
    ),
  };
}

/** Of a version that is not decided: where it is, is said once. */
function startOf({ why }: Problem): string {
  return why.startsWith(UNDECIDED_VERSION) ? UNDECIDED_VERSION : why;
}

/** Below the release's values; `[]` for a field of `helm` that may set any of them. */
function valuePath(path: DataPath): DataPath {
  const field = path.indexOf('helm') + 1;
  return path[field] === 'values' || path[field] === 'valuesObject' ? path.slice(field + 1) : [];
}
