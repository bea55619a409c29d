import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

/** A comment as the loopback keeps it. */
export interface KeptComment {
  id: number;
  body: string;
  author: string;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Result {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type Fault =
  | { readonly status: number; readonly message?: string; readonly headers?: Record<string, string> }
  /** The connection is cut: before the request is carried out, or after. */
  | { readonly cut: 'before' | 'after' };

export interface LoopbackOptions {
  /** Who the token writes as. */
  readonly author?: string;
  /** What GET /user answers: the author's login, or the refusal that a workflow's token gets. */
  readonly knowsUser?: boolean;
  /** What GraphQL tells of the viewer; absent: it is refused. */
  readonly viewer?: string;
  /** Decides on a fault for a request, given how many of the same method and path came before it. */
  readonly fault?: ((request: SeenRequest, before: number) => Fault | undefined) | undefined;
}

export interface Loopback {
  readonly url: string;
  readonly comments: KeptComment[];
  readonly requests: SeenRequest[];
  /** What did not conform to GitHub's description of its API. */
  readonly violations: string[];
  close(): Promise<void>;
}

const DESCRIPTION = join(process.env.PREFLIGHT_SHARED ?? '../shared', 'github-api/openapi.json');
/** Whether GitHub's own description is at hand; without it requests are not checked, and the tests say so. */
export const hasDescription = existsSync(DESCRIPTION);

/** A GitHub of one repository (`o/r`) with one pull request (7): it keeps comments, and checks every request. */
export async function startLoopback(
  options: LoopbackOptions = {},
  comments: KeptComment[] = [],
): Promise<Loopback> {
  const requests: SeenRequest[] = [];
  const violations: string[] = [];
  const check = hasDescription ? describedApi() : undefined;
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const seen = { method: request.method ?? '', path: url.pathname, body: await readBody(request) };
    const before = requests.filter(({ method, path }) => method === seen.method && path === seen.path).length;
    requests.push(seen);
    const fault = options.fault?.(seen, before);
    if (fault !== undefined && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
    if (fault !== undefined && 'status' in fault) {
      return send(
        response,
        fault.status,
        { message: fault.message ?? 'fault', documentation_url: '' },
        fault.headers,
      );
    }
    const known = seen.path === '/user' || seen.path === '/graphql';
    const wrong = known ? [] : (check?.request(seen, url.searchParams) ?? []);
    violations.push(...wrong);
    const result = wrong.length > 0 ? refusal(422, 'Validation Failed') : carryOut(seen, url.searchParams);
    if (!known) violations.push(...(check?.response(seen, result.status, result.body) ?? []));
    if (fault !== undefined) return void request.socket.destroy();
    send(response, result.status, result.body, result.headers);
  }

  function carryOut(seen: SeenRequest, query: URLSearchParams): Result {
    const author = options.author ?? 'github-actions[bot]';
    if (seen.path === '/user') {
      return options.knowsUser === true
        ? { status: 200, body: { login: author } }
        : refusal(403, 'Resource not accessible by integration');
    }
    if (seen.path === '/graphql') {
      if (options.viewer === undefined) return refusal(403, 'Resource not accessible by integration');
      return { status: 200, body: { data: { viewer: { login: options.viewer } } } };
    }
    const list = /^\/repos\/o\/r\/issues\/7\/comments$/.test(seen.path);
    const one = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(seen.path);
    if (list && seen.method === 'GET') return page(comments, query, base());
    const body = (seen.body as { body?: string } | undefined)?.body ?? '';
    if (body.length > 65_536) return refusal(422, 'Body is too long (maximum is 65536 characters)');
    if (list && seen.method === 'POST') {
      const made = { id: Math.max(0, ...comments.map(comment => comment.id)) + 1, body, author };
      comments.push(made);
      return { status: 201, body: issueComment(made, base()) };
    }
    const kept = one === null ? undefined : comments.find(comment => comment.id === Number(one[1]));
    if (kept === undefined) return refusal(404, 'Not Found');
    if (seen.method === 'PATCH') {
      kept.body = body;
      return { status: 200, body: issueComment(kept, base()) };
    }
    if (seen.method === 'DELETE') {
      comments.splice(comments.indexOf(kept), 1);
      return { status: 204 };
    }
    return refusal(404, 'Not Found');
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base(),
    comments,
    requests,
    violations,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refusal(status: number, message: string): Result {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}

function page(
  comments: readonly KeptComment[],
  query: URLSearchParams,
  base: string,
): { status: number; body: unknown; headers: Record<string, string> } {
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  const rest = comments.length > number * size;
  const next = `<${base}/repos/o/r/issues/7/comments?per_page=${size}&page=${number + 1}>; rel="next"`;
  const body = comments.slice((number - 1) * size, number * size).map(comment => issueComment(comment, base));
  return { status: 200, body, headers: rest ? { link: next } : {} };
}

function issueComment(comment: KeptComment, base: string): unknown {
  const url = `${base}/repos/o/r/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url,
    html_url: `https://github.example/o/r/pull/7#issuecomment-${comment.id}`,
    issue_url: `${base}/repos/o/r/issues/7`,
    body: comment.body,
    user: user(comment.author),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    author_association: 'NONE',
  };
}

function user(login: string): unknown {
  const urls = Object.fromEntries(
    [
      'avatar_url',
      'events_url',
      'followers_url',
      'following_url',
      'gists_url',
      'html_url',
      'organizations_url',
      'received_events_url',
      'repos_url',
      'starred_url',
      'subscriptions_url',
      'url',
    ].map(name => [name, `https://github.example/${name}`]),
  );
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { ...urls, login, id: 1, node_id: 'U_1', gravatar_id: '', type, site_admin: false };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

interface Operation {
  readonly parameters?: readonly Record<string, unknown>[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

interface DescribedApi {
  request(seen: SeenRequest, query: URLSearchParams): string[];
  response(seen: SeenRequest, status: number, body: unknown): string[];
}

let described: DescribedApi | undefined;

/** GitHub's description of its API as a check of requests and answers. */
function describedApi(): DescribedApi {
  described ??= readDescription();
  return described;
}

function readDescription(): DescribedApi {
  const description = JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { parameters?: Record<string, Record<string, unknown>> };
  };
  nullableToType(description);
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addSchema(description, 'api');
  const find = (seen: SeenRequest): { template: string; operation: Operation } | undefined => {
    for (const [template, operations] of Object.entries(description.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
      const operation = operations[seen.method.toLowerCase()];
      if (operation !== undefined && pattern.test(seen.path)) return { template, operation };
    }
    return undefined;
  };
  const judge = (pointer: string, value: unknown, what: string): string[] => {
    const validate = ajv.getSchema(`api#${pointer}`) ?? ajv.compile({ $ref: `api#${pointer}` });
    return validate(value) === true
      ? []
      : (validate.errors ?? []).map((error: ErrorObject) => `${what}${error.instancePath}: ${error.message}`);
  };
  const pointerTo = (seen: SeenRequest, template: string): string =>
    `/paths/${escapePointer(template)}/${seen.method.toLowerCase()}`;
  return {
    request(seen, query) {
      const found = find(seen);
      const what = `${seen.method} ${seen.path} `;
      if (found === undefined) return [`${what}is no part of the API`];
      const parameters = (found.operation.parameters ?? []).map(parameter => {
        const name =
          String(parameter.$ref ?? '')
            .split('/')
            .at(-1) ?? '';
        return description.components.parameters?.[name] ?? parameter;
      });
      const allowed = new Set(
        parameters.filter(parameter => parameter.in === 'query').map(parameter => String(parameter.name)),
      );
      const unknown = [...query.keys()]
        .filter(name => !allowed.has(name))
        .map(name => `${what}has no parameter ${name}`);
      const media = found.operation.requestBody?.content['application/json'];
      if (media === undefined)
        return seen.body === undefined ? unknown : [...unknown, `${what}takes no body`];
      const pointer = `${pointerTo(seen, found.template)}/requestBody/content/application~1json/schema`;
      return [...unknown, ...judge(pointer, seen.body, what)];
    },
    response(seen, status, body) {
      const found = find(seen);
      const media = found?.operation.responses[String(status)]?.content?.['application/json'];
      if (found === undefined || media === undefined) return [];
      const pointer = `${pointerTo(seen, found.template)}/responses/${status}/content/application~1json/schema`;
      return judge(pointer, body, `answer ${status} to ${seen.method} ${seen.path} `);
    },
  };
}

/** OpenAPI 3.0 says `nullable`, which JSON Schema does not know. */
function nullableToType(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) nullableToType(child);
  const schema = node as Record<string, unknown>;
  if (schema.nullable !== true) return;
  delete schema.nullable;
  if (typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (Array.isArray(schema.enum)) schema.enum.push(null);
    return;
  }
  const { ...original } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  schema.anyOf = [{ type: 'null' }, original];
}

function escapePointer(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}
