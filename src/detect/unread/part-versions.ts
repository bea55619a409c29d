/** Versions of Istio's parts in a list of versions: `istio: { control: '1.26.4', gateway: '1.26.2' }`, over lines. */
import type { NamedVersion } from '../version-index.js';

/** More lines than such a list has. */
const NEAR = 15;
const MAX_LINE = 200;
const NAMED = /^([ \t]*)["']?istio["']?[ \t]*(?::|=)[ \t]*\{?[ \t]*$/;
const PART =
  /^([ \t]*)["']?(base|istiod|pilot|control(?:[_-]?plane)?|(?:in|e)gress(?:[_-]?gateway)?|gateways?|cni|ztunnel|ambient|data[_-]?plane|proxy)["']?[ \t]*[:=][ \t]*["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?[,;]?[ \t]*(?:(?:#|\/\/).*)?$/;

export function partsUnderName(file: string, text: string): readonly NamedVersion[] {
  if (!text.includes('istio')) return [];
  const lines = text.split('\n').map(line => line.slice(0, MAX_LINE));
  return lines.flatMap((line, index) => {
    const margin = NAMED.exec(line)?.[1]?.length;
    if (margin === undefined) return [];
    const found: NamedVersion[] = [];
    for (const [offset, below] of lines.slice(index + 1, index + 1 + NEAR).entries()) {
      if (below.trim() !== '' && below.search(/\S/) <= margin) break;
      const [, , name, version] = PART.exec(below) ?? [];
      if (name !== undefined && version !== undefined)
        found.push({ name: `istio.${name}`, version, at: { file, line: index + offset + 2 } });
    }
    return found;
  });
}
