import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describedApi, hasDescription, type SeenRequest } from './described-api.js';
import { answerCheckRuns, type KeptCheckRun } from './loopback-checks.js';
import { answerComments, type KeptComment } from './loopback-comments.js';
import { ARCHIVES, answerGit, archiveOf } from './loopback-git.js';

import { answerReviews, type KeptReviewComment } from './loopback-reviews.js';

export { hasDescription, type KeptCheckRun, type KeptComment, type KeptReviewComment, type SeenRequest };

export interface Result {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type Fault =
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Record<string, string>;
      /** The request is carried out all the same. */
      readonly carriedOut?: true;
    }
  /** The connection is cut: before the request is carried out, after, or in the middle of the answer. */
  | { readonly cut: 'before' | 'after' | 'within' }
  /** The answer takes so many milliseconds. */
  | { readonly delay: number };

export interface LoopbackOptions {
  /** Who the token writes as. */
  readonly author?: string;
  /** What GET /user answers: the author's login, or the refusal that a workflow's token gets. */
  readonly knowsUser?: boolean;
  /** What GraphQL tells of the viewer; absent: it is refused. */
  readonly viewer?: string;
  /** The open pull request, as the list of them has it. */
  readonly pull?: { readonly base: string; readonly head: string; readonly merge: string | null };
  /** What the pull request changes: the hunks by file. */
  readonly changed?: Readonly<Record<string, string>>;
  /** A repository whose commits, trees and blobs the API gives. */
  readonly repository?: string;
  /** Decides on a fault for a request, given how many of the same method and path came before it. */
  readonly fault?: ((request: SeenRequest, before: number) => Fault | undefined) | undefined;
}

export interface Loopback {
  readonly url: string;
  readonly comments: KeptComment[];
  readonly checkRuns: KeptCheckRun[];
  readonly reviews: KeptReviewComment[];
  readonly requests: SeenRequest[];
  /** The tokens that came with requests, each once. */
  readonly tokens: Set<string>;
  /** What did not conform to GitHub's description of its API. */
  readonly violations: string[];
  /** Faults from now on. */
  fail(fault: LoopbackOptions['fault']): void;
  close(): Promise<void>;
}

/** What the parts of the loopback share. */
export interface Desk {
  readonly options: LoopbackOptions;
  readonly author: string;
  readonly comments: KeptComment[];
  readonly checkRuns: KeptCheckRun[];
  readonly reviews: KeptReviewComment[];
  readonly base: string;
  /** The other host, which has archives. */
  readonly archives: string;
  git(...args: readonly string[]): Buffer;
}

/** A part of the API: its answer, or undefined for a request that is another part's. */
export type Part = (desk: Desk, seen: SeenRequest, query: URLSearchParams) => Result | undefined;

const PARTS: readonly Part[] = [answerReviews, answerComments, answerCheckRuns, answerGit, answerPulls];

/** The list of open pull requests of a branch: the one that there is. */
function answerPulls(
  { options: { pull } }: Desk,
  seen: SeenRequest,
  query: URLSearchParams,
): Result | undefined {
  if (seen.path !== '/repos/o/r/pulls' || seen.method !== 'GET') return undefined;
  if (pull === undefined || query.get('head') !== 'mallory:feature') return { status: 200, body: [] };
  const side = (sha: string) => ({ sha });
  const body = [{ number: 7, base: side(pull.base), head: side(pull.head), merge_commit_sha: pull.merge }];
  return { status: 200, body };
}

/** A GitHub of one repository (`o/r`) with one pull request (7): it keeps what it is told, and checks every request. */
export async function startLoopback(
  options: LoopbackOptions = {},
  comments: KeptComment[] = [],
): Promise<Loopback> {
  const requests: SeenRequest[] = [];
  const violations: string[] = [];
  const tokens = new Set<string>();
  const checkRuns: KeptCheckRun[] = [];
  const reviews: KeptReviewComment[] = [];
  const check = describedApi();
  let faultOf = options.fault;
  const listen = async (): Promise<{ server: Server; base: string }> => {
    const server = createServer((request, response) => {
      void answer(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const [{ server, base }, archives] = [await listen(), await listen()];
  const desk: Desk = {
    options,
    author: options.author ?? 'github-actions[bot]',
    comments,
    checkRuns,
    reviews,
    base,
    archives: archives.base,
    git: (...args) =>
      execFileSync('git', args, { cwd: options.repository ?? '', maxBuffer: 1e9, stdio: 'pipe' }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', base);
    // GitHub Enterprise Server has its API below this path.
    const path = url.pathname.replace(/^\/api\/(?:v3(?=\/)|(?=graphql$))/, '');
    const seen = { method: request.method ?? '', path, body: await readBody(request) };
    const before = requests.filter(({ method, path }) => method === seen.method && path === seen.path).length;
    requests.push(seen);
    const { authorization } = request.headers;
    if (request.socket.localPort === portOf(archives.server)) {
      if (authorization !== undefined) violations.push('the token was sent to another host');
    } else tokens.add(authorization ?? '');
    const fault = faultOf?.(seen, before);
    if (fault !== undefined && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
    const isRefused = fault !== undefined && 'status' in fault;
    if (!isRefused || fault.carriedOut === true) {
      const result = carryOut(seen, url.searchParams);
      if (fault !== undefined && 'cut' in fault) return cutOff(request, response, fault.cut, result);
      if (fault !== undefined && 'delay' in fault)
        await new Promise(resolve => setTimeout(resolve, fault.delay));
      if (!isRefused) return send(response, result.status, result.body, result.headers);
    }
    const message = fault?.message ?? 'fault';
    send(response, fault?.status ?? 500, { message, documentation_url: '' }, fault?.headers);
  }

  function carryOut(seen: SeenRequest, query: URLSearchParams): Result {
    // The description has no part for these two.
    if (seen.path === '/user') {
      return options.knowsUser === true
        ? { status: 200, body: { login: desk.author } }
        : refusal(403, 'Resource not accessible by integration');
    }
    if (seen.path === '/graphql') {
      if (options.viewer === undefined) return refusal(403, 'Resource not accessible by integration');
      return { status: 200, body: { data: { viewer: { login: options.viewer } } } };
    }
    if (seen.path.startsWith(ARCHIVES)) return archiveOf(desk, seen.path.slice(ARCHIVES.length));
    const wrong = check?.request(seen, query) ?? [];
    violations.push(...wrong);
    if (wrong.length > 0) return refusal(422, 'Validation Failed');
    let result: Result | undefined;
    for (const part of PARTS) result ??= part(desk, seen, query);
    result ??= refusal(404, 'Not Found');
    // A repository has a hundred fields, and a pull request holds two: only a few of them are read, and given here.
    if (!/^\/repos\/o\/r(?:\/pulls)?$/.test(seen.path))
      violations.push(...(check?.response(seen, result.status, result.body) ?? []));
    return result;
  }

  return {
    url: base,
    comments,
    checkRuns,
    reviews,
    requests,
    tokens,
    violations,
    fail: fault => {
      faultOf = fault;
    },
    close: async () => {
      for (const open of [server, archives.server]) {
        open.closeAllConnections();
        await new Promise<unknown>(resolve => open.close(resolve));
      }
    },
  };
}

export function refusal(status: number, message: string): Result {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers });
  response.end(bytesOf(body));
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}

/** Ends a connection without the answer, or with half of it. */
function cutOff(
  request: IncomingMessage,
  response: ServerResponse,
  where: 'before' | 'after' | 'within',
  { status, body, headers }: Result,
): void {
  if (where !== 'within') return void request.socket.destroy();
  const bytes = bytesOf(body);
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
