import type { SeenRequest } from './described-api.js';
import { type Desk, type Result, refusal } from './loopback.js';

/** A check run as the loopback keeps it. */
export interface KeptCheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string;
  readonly conclusion: string;
  title: string;
  summary: string;
  readonly annotations: KeptAnnotation[];
}

export interface KeptAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly title?: string;
  readonly message: string;
  readonly raw_details?: string;
}

interface Output {
  readonly title: string;
  readonly summary: string;
  readonly annotations?: readonly KeptAnnotation[];
}

/** Check runs: made with a verdict, annotated further, listed by commit. */
export function answerCheckRuns(desk: Desk, seen: SeenRequest, query: URLSearchParams): Result | undefined {
  const { checkRuns } = desk;
  const given = (seen.body ?? {}) as Partial<KeptCheckRun> & { output?: Output };
  if (seen.path === '/repos/o/r/check-runs' && seen.method === 'POST') {
    const wrong = wrongOutput(given.output);
    if (wrong !== undefined) return refusal(422, wrong);
    const made: KeptCheckRun = {
      id: checkRuns.length + 1,
      name: given.name ?? '',
      head_sha: given.head_sha ?? '',
      external_id: given.external_id ?? '',
      conclusion: given.conclusion ?? '',
      title: given.output?.title ?? '',
      summary: given.output?.summary ?? '',
      annotations: [...(given.output?.annotations ?? [])],
    };
    checkRuns.push(made);
    return { status: 201, body: described(made, desk) };
  }
  const list = /^\/repos\/o\/r\/commits\/([^/]+)\/check-runs$/.exec(seen.path);
  if (list !== null) {
    const name = query.get('check_name');
    const found = checkRuns.filter(run => run.head_sha === list[1] && (name === null || run.name === name));
    return {
      status: 200,
      body: { total_count: found.length, check_runs: found.map(run => described(run, desk)) },
    };
  }
  const one = /^\/repos\/o\/r\/check-runs\/(\d+)$/.exec(seen.path);
  const kept = one === null ? undefined : checkRuns.find(run => run.id === Number(one[1]));
  if (kept === undefined) return undefined;
  if (seen.method === 'PATCH' && given.output !== undefined) {
    const wrong = wrongOutput(given.output);
    if (wrong !== undefined) return refusal(422, wrong);
    Object.assign(kept, { title: given.output.title, summary: given.output.summary });
    kept.annotations.push(...(given.output.annotations ?? []));
  }
  return { status: 200, body: described(kept, desk) };
}

/** What GitHub refuses although its description allows it. */
function wrongOutput(output: Output | undefined): string | undefined {
  if (output === undefined) return undefined;
  if (Buffer.byteLength(output.summary) > 65_535) return 'summary exceeds a maximum bytesize of 65535';
  if (output.title.length > 255) return 'title is too long';
  const wrong = (output.annotations ?? []).find(
    ({ path, start_line, end_line }) =>
      path === '' || path.startsWith('/') || start_line < 1 || end_line < start_line,
  );
  return wrong && `annotation is invalid: ${JSON.stringify(wrong)}`;
}

function described(run: KeptCheckRun, { base }: Desk): unknown {
  const url = `${base}/repos/o/r/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.head_sha,
    name: run.name,
    external_id: run.external_id,
    url,
    html_url: `https://github.example/o/r/runs/${run.id}`,
    details_url: `https://github.example/o/r/runs/${run.id}`,
    status: 'completed',
    conclusion: run.conclusion,
    started_at: '2026-01-01T00:00:00Z',
    completed_at: '2026-01-01T00:00:00Z',
    check_suite: { id: 1 },
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    app: null,
    pull_requests: [],
  };
}
