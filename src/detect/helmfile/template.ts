/** Go templates of Helmfile, filled with what is known of an environment. */
import {
  type EvaluatedEntry,
  type EvaluatedMap,
  type EvaluatedValue,
  scalar,
  unknown,
} from '../../evaluated/value.js';
import { fillTemplate } from '../../gotemplate/evaluate.js';
import type { TemplateHost } from '../../gotemplate/functions.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import { parseTemplate } from '../../gotemplate/parse.js';
import { TemplateError } from '../../gotemplate/syntax.js';
import type { Position } from '../../model.js';
import { resolveInTree } from '../tree-path.js';
import type { LoadedFiles } from './files.js';

/** What templates of one state see. */
export interface StateView {
  readonly environment: string;
  readonly values: EvaluatedValue;
}

export type Filled =
  | { readonly ok: true; readonly filled: FilledTemplate }
  | { readonly ok: false; readonly line: number; readonly why: string };

/** More than filling any template of people takes. */
const MAX_STEPS = 100_000;

export class HelmfileTemplates {
  constructor(private readonly files: LoadedFiles) {}

  /** @param folder where paths in the template begin: the state's */
  fill(
    text: string,
    dot: EvaluatedValue,
    file: string,
    folder: string,
    steps = { left: MAX_STEPS },
    depth = 0,
  ): Filled {
    try {
      return {
        ok: true,
        filled: fillTemplate(parseTemplate(text), dot, file, this.host(folder, steps, depth)),
      };
    } catch (cause) {
      if (cause instanceof TemplateError) return { ok: false, line: cause.line, why: cause.message };
      throw cause;
    }
  }

  private host(folder: string, steps: { left: number }, depth: number): TemplateHost {
    return {
      steps,
      readFile: path => {
        const found = resolveInTree(folder, path);
        const text = found === undefined ? undefined : this.files.read(found);
        return found === undefined || text === undefined ? undefined : { path: found, text };
      },
      fill: (text, dot, file) => {
        const at = { file, line: 1 };
        if (depth > 5) return unknown('a template in a template', at);
        const result = this.fill(text, dot, file, folder, steps, depth + 1);
        if (!result.ok) return unknown(`a template (${result.why})`, at);
        const { filled } = result;
        const [gap] = filled.assumed;
        if (gap) return { kind: 'unknown', gap, at };
        return { ...scalar(filled.text, at), ...(filled.gaps.size > 0 ? { gaps: filled.gaps } : {}) };
      },
    };
  }
}

/** `.` of a state's templates; of a release's with `release`. */
export function dotOf(
  { environment, values }: StateView,
  at: Position,
  release?: EvaluatedMap,
): EvaluatedMap {
  return asMap(
    {
      Values: values,
      StateValues: values,
      Environment: asMap(
        { Name: scalar(environment, at), Values: values, KubeContext: unknown('the context', at) },
        at,
      ),
      ...(release
        ? { Release: release, Namespace: release.entries.get('Namespace')?.value ?? scalar('', at) }
        : {}),
    },
    at,
  );
}

export function asMap(values: Readonly<Record<string, EvaluatedValue>>, at: Position): EvaluatedMap {
  const entries = Object.entries(values).map(([key, value]): [string, EvaluatedEntry] => [
    key,
    { at: value.at, value },
  ]);
  return { kind: 'map', entries: new Map(entries), at };
}
