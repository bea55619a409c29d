/** Go templates of Helmfile, filled with what is known of an environment. */
import { type EvaluatedMap, type EvaluatedValue, mapOf, scalar, unknown } from '../../evaluated/value.js';
import { asValue, type Filled, fillText } from '../../gotemplate/fill.js';
import type { TemplateHost } from '../../gotemplate/functions.js';
import { HELMFILE } from '../../gotemplate/languages.js';
import { fillWorlds, type Worlds } from '../../gotemplate/worlds.js';
import type { Position } from '../../model.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import type { LoadedFiles } from './files.js';

/** What templates of one state see. */
export interface StateView {
  readonly environment: string;
  readonly values: EvaluatedValue;
}

/** More than filling any template of people takes. */
const MAX_STEPS = 100_000;

export class HelmfileTemplates {
  constructor(private readonly files: LoadedFiles) {}

  /**
   * @param folder the state's: paths in a template begin beside the template, or there
   * @param first the line of the file that the text starts on
   */
  fill(text: string, dot: EvaluatedValue, file: string, folder: string, first = 1): Filled {
    const host = this.host([folderOf(file), folder], { left: MAX_STEPS }, 0);
    return fillText(text, dot, file, host, first);
  }

  /** The same on every way that its open conditions can go. */
  fillWorlds(text: string, dot: EvaluatedValue, file: string, folder: string): Worlds {
    return fillWorlds(text, dot, file, choices => ({
      ...this.host([folderOf(file), folder], { left: MAX_STEPS }, 0),
      choices,
    }));
  }

  private host(folders: readonly string[], steps: { left: number }, depth: number): TemplateHost {
    return {
      language: HELMFILE,
      steps,
      readFile: path => {
        for (const folder of folders) {
          const found = resolveInTree(folder, path);
          const text = found === undefined ? undefined : this.files.read(found);
          if (found !== undefined && text !== undefined) return { path: found, text };
          // It is there, and is read before this is evaluated again.
          if (found !== undefined && this.files.has(found)) return undefined;
        }
        return undefined;
      },
      fill: (text, dot, file) => {
        const at = { file, line: 1 };
        if (depth > 5) return unknown('a template in a template', at);
        return carried(fillText(text, dot, file, this.host(folders, steps, depth + 1)), at);
      },
    };
  }
}

/** The text of a template inside a template, with the places of its lines and of what was filled into them. */
function carried(result: Filled, at: Position): EvaluatedValue {
  const value = asValue(result, at);
  if (!result.ok || value.kind !== 'scalar') return value;
  const { text, lines, origins } = result.filled;
  const [only] = origins;
  const filled = origins.map(({ line, ...part }) => ({ ...part, line: line - 1 }));
  return { ...value, ...(only?.text === text ? { at: only.at } : {}), lines, filled };
}

/** `.` of a state's templates; of a release's with `release`. */
export function dotOf(
  { environment, values }: StateView,
  at: Position,
  release?: EvaluatedMap,
): EvaluatedMap {
  return mapOf(
    {
      Values: values,
      StateValues: values,
      Environment: mapOf(
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
