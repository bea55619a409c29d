/** What expressions of HCL refer to. */
import type { HclExpression } from './syntax.js';

/** `local_file.mesh[0].filename` as its names, without the copy that is meant; none for anything else. */
export function namesIn(value: HclExpression): readonly string[] {
  const names: string[] = [];
  let part = value;
  while (part.kind === 'attribute' || part.kind === 'index') {
    if (part.kind === 'attribute') names.unshift(part.name);
    part = part.of;
  }
  return part.kind === 'reference' ? [part.name, ...names] : [];
}
