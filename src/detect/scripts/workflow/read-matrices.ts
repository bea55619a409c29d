/**
 * Matrices of GitHub's that a job before them reads out of a file: `cluster: ${{ fromJSON(needs.list.outputs.clusters) }}` of
 * `echo "clusters=$(jq -c . clusters.json)" >> "$GITHUB_OUTPUT"`, as what that file holds.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#fromjson
 */
import type { DataPath, Positioned } from '../../../model.js';
import type { YamlFile } from '../../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../../data.js';
import type { DetectContext } from '../../detector.js';
import { filled } from '../../reshaped.js';
import { fileNamed } from '../own-folder.js';

const FROM_JSON =
  /^\s{0,9}\$\{\{\s{0,9}fromJSON\(\s{0,9}needs\.([\w-]{1,80})\.outputs\.([\w-]{1,80})\s{0,9}\)\s{0,9}\}\}\s{0,9}$/i;
const OUTPUT = /^\s{0,9}\$\{\{\s{0,9}steps\.([\w-]{1,80})\.outputs\.([\w-]{1,80})\s{0,9}\}\}\s{0,9}$/;
/** `clusters=$(jq -c .list clusters.json)`, `clusters=$(cat clusters.json | jq -c .)`, `clusters=$(jq -c . < clusters.json)` */
const PRINTED =
  /^["']?\$\([ \t]{0,9}(?:cat[ \t]{1,9}["']?([\w./-]{1,200})["']?[ \t]{0,9}(?:\|[ \t]{0,9}|$|(?=\))))?(?:jq[ \t]{1,9}(?:-{1,2}[\w-]{1,20}[ \t]{1,9}){0,4}["']?(\.[\w.-]{0,200})["']?(?:[ \t]{1,9}<?[ \t]{0,9}["']?([\w./-]{1,200})["']?)?[ \t]{0,9})?\)/;
/** Longer than any line of a step, and more jobs than a workflow has. */
const MAX_LINE = 1000;
const MAX_JOBS = 200;

/** The same file, with those matrices in their places. */
export async function withReadMatrices(
  context: DetectContext,
  path: string,
  file: YamlFile,
): Promise<YamlFile> {
  const [document, ...others] = file.documents;
  if (!document || others.length > 0) return file;
  const { data } = document;
  const found = new Map<string, Positioned>();
  for (const job of Object.keys(recordAt(data.value, ['jobs']) ?? {}).slice(0, MAX_JOBS))
    for (const place of placesIn(data, ['jobs', job, 'strategy', 'matrix'])) {
      const held = await heldBy(context, path, data, stringAt(data.value, place) ?? '');
      if (held) found.set(JSON.stringify(place), held);
    }
  if (found.size === 0) return file;
  const read = filled(data, (text, place) => {
    const held = FROM_JSON.test(text) ? found.get(JSON.stringify(place)) : undefined;
    return held && { value: held.value, at: { file: held.file, line: held.lineOf([]) }, data: held };
  });
  return { ...file, documents: [{ ...document, data: read }] };
}

/** The matrix itself, or one of its lists. */
function placesIn(data: Positioned, matrix: DataPath): readonly DataPath[] {
  const lists = Object.keys(recordAt(data.value, matrix) ?? {});
  return [matrix, ...lists.map(list => [...matrix, list])].filter(place =>
    FROM_JSON.test(stringAt(data.value, place) ?? ''),
  );
}

async function heldBy(
  context: DetectContext,
  path: string,
  data: Positioned,
  text: string,
): Promise<Positioned | undefined> {
  const [, job = '', output = ''] = FROM_JSON.exec(text) ?? [];
  const [, step, key] = OUTPUT.exec(stringAt(data.value, ['jobs', job, 'outputs', output]) ?? '') ?? [];
  const steps = listAt(data.value, ['jobs', job, 'steps']);
  const run = stringAt(
    steps.find(one => stringAt(one, ['id']) === step),
    ['run'],
  );
  if (step === undefined || key === undefined || run === undefined) return undefined;
  for (const line of run.split('\n')) {
    const at = line.length > MAX_LINE ? -1 : line.indexOf(`${key}=`);
    const [, printed, filter = '.', asked] =
      at < 0 ? [] : (PRINTED.exec(line.slice(at + key.length + 1)) ?? []);
    const name = printed ?? asked;
    const file = name === undefined ? undefined : fileNamed(context, path, name.replace(/^\.\//, ''));
    if (file === undefined || !/\.json$/i.test(file)) continue;
    const held = (await context.yaml(file)).documents[0]?.data;
    return held?.at(filter.split('.').filter(part => part !== ''));
  }
  return undefined;
}
