/** GitHub's own description of its API as a check of requests and answers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const DESCRIPTION = join(process.env.PREFLIGHT_SHARED ?? '../shared', 'github-api/openapi.json');
/** Whether GitHub's own description is at hand; without it requests are not checked, and the tests say so. */
export const hasDescription = existsSync(DESCRIPTION);

interface Operation {
  readonly parameters?: readonly Record<string, unknown>[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

export interface DescribedApi {
  request(seen: SeenRequest, query: URLSearchParams): string[];
  response(seen: SeenRequest, status: number, body: unknown): string[];
}

let described: DescribedApi | undefined;

/** The check; undefined where the description is not at hand. */
export function describedApi(): DescribedApi | undefined {
  if (!hasDescription) return undefined;
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
