/** Files that decide what is installed without speaking of Istio: parameters, overrides, locks, variables. */
import { faultOf, type YamlFile } from '../yaml/positioned.js';
import type { DetectContext } from './detector.js';

/** A file as it is read; where a document of it is broken, what stands in it would be missed by nobody. */
export async function decidingFile(context: DetectContext, path: string): Promise<YamlFile> {
  const file = await context.yaml(path);
  const [error] = file.errors;
  if (error)
    context.leave(
      path,
      `can't be read as YAML, and may decide what is installed: ${faultOf(error)}`,
      error.line,
    );
  return file;
}
