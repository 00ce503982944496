/** Checks exchanges against Google's own Discovery documents: path, query, bodies both ways. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Ajv, type ValidateFunction } from 'ajv';

import type { RecordedExchange } from './workspace-observer.ts';

interface Parameter {
  type: string;
  location?: string;
  enum?: string[];
  minimum?: string;
  maximum?: string;
  required?: boolean;
}

interface Method {
  id: string;
  httpMethod: string;
  path: string;
  flatPath?: string;
  parameters?: Record<string, Parameter>;
  request?: { $ref: string };
  response?: { $ref: string };
  mediaUpload?: { protocols: Record<string, { path: string }> };
}

interface Resource {
  methods?: Record<string, Method>;
  resources?: Record<string, Resource>;
}

interface Document extends Resource {
  name: string;
  rootUrl: string;
  servicePath: string;
  parameters: Record<string, Parameter>;
  schemas: Record<string, object>;
}

export interface DiscoveryRoute {
  id: string;
  method: string;
  host: string;
  template: string;
  query: Record<string, Parameter>;
  /** Compiled when first asked for: a test file uses a few of the methods. */
  request: () => ValidateFunction | null;
  response: () => ValidateFunction | null;
}

const FOLDER = fileURLToPath(new URL('../../../shared/data/google-discovery/', import.meta.url));

/** The folder if the documents are there, else why the test is skipped. */
export const DISCOVERY_MISSING = existsSync(`${FOLDER}drive.v3.json`)
  ? false
  : `no Discovery documents in ${FOLDER}`;

let known: DiscoveryRoute[] | null = null;

/** Every route of the Drive, Forms and Slides APIs, uploads included. */
export function discoveryRoutes(): DiscoveryRoute[] {
  known ??= DOCUMENTS.flatMap(readRoutes);
  return known;
}

const DOCUMENTS = ['drive.v3', 'forms.v1', 'slides.v1'];

type Compile = (ref: { $ref: string } | undefined) => () => ValidateFunction | null;

function readRoutes(name: string): DiscoveryRoute[] {
  const document = JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')) as Document;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const definitions = Object.fromEntries(
    Object.entries(document.schemas).map(([key, schema]) => [key, toJsonSchema(schema)]),
  );
  const compiled = new Map<string, ValidateFunction>();
  const compile: Compile = (ref) => () => {
    if (!ref) return null;
    const made =
      compiled.get(ref.$ref) ?? ajv.compile({ definitions, $ref: `#/definitions/${ref.$ref}` });
    compiled.set(ref.$ref, made);
    return made;
  };
  return methodsOf(document).flatMap((method) => routesOf(document, method, compile));
}

function methodsOf(resource: Resource): Method[] {
  return [
    ...Object.values(resource.methods ?? {}),
    ...Object.values(resource.resources ?? {}).flatMap(methodsOf),
  ];
}

function routesOf(document: Document, method: Method, compile: Compile): DiscoveryRoute[] {
  const query: Record<string, Parameter> = { ...document.parameters };
  for (const [name, parameter] of Object.entries(method.parameters ?? {})) {
    if (parameter.location === 'query') query[name] = parameter;
  }
  const plain: DiscoveryRoute = {
    id: method.id,
    method: method.httpMethod,
    host: new URL(document.rootUrl).host,
    // `{+name}` is a name that may hold slashes; ours never do.
    template: `/${document.servicePath}${method.path.replaceAll('{+', '{')}`,
    query,
    request: compile(method.request),
    response: compile(method.response),
  };
  const upload = method.mediaUpload?.protocols.simple?.path;
  if (!upload) return [plain];
  const uploadQuery = { ...query, uploadType: { type: 'string' }, upload_id: { type: 'string' } };
  const uploading = { ...plain, template: upload, query: uploadQuery };
  const putting = { ...uploading, id: `${method.id}#put`, method: 'PUT', request: () => null };
  return [plain, uploading, putting];
}

/** Discovery's dialect to JSON Schema; objects with listed properties take no others. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const {
    $ref,
    type,
    properties,
    items,
    additionalProperties,
    enum: values,
  } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return { $ref: `#/definitions/${$ref}` };
  if (type === 'any') return {};
  return {
    type,
    ...(values ? { enum: values } : {}),
    ...(items ? { items: toJsonSchema(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, toJsonSchema(one)]),
          ),
          additionalProperties: false,
        }
      : {}),
    ...(additionalProperties ? { additionalProperties: toJsonSchema(additionalProperties) } : {}),
  };
}

/** The method an exchange belongs to; the parts of an upload count as the call they belong to. */
export function methodOf(exchange: RecordedExchange, routes: DiscoveryRoute[]): string | null {
  return routeOf(exchange, routes)?.id.replace(/#put$/, '') ?? null;
}

function routeOf(exchange: RecordedExchange, routes: DiscoveryRoute[]): DiscoveryRoute | undefined {
  return routes.find(
    (one) =>
      one.method === exchange.method &&
      one.host === exchange.url.host &&
      matches(one.template, exchange.url.pathname),
  );
}

/** Everything about this exchange that Google's documents do not allow. */
export function problemsOf(exchange: RecordedExchange, routes: DiscoveryRoute[]): string[] {
  const route = routeOf(exchange, routes);
  if (!route) return [`${exchange.method} ${exchange.url.pathname}: no such route`];
  // What is handed out as the content of a file may be JSON of any kind.
  const isContent = exchange.url.searchParams.get('alt') === 'media';
  return [
    ...queryProblems(route, exchange.url.searchParams),
    ...bodyProblems('request', route.request, metadataOf(exchange)),
    ...(exchange.status < 300 && !isContent
      ? bodyProblems('response', route.response, {
          type: exchange.responseType,
          bytes: exchange.response,
        })
      : []),
  ].map((problem) => `${route.id}: ${problem}`);
}

interface Body {
  type: string;
  bytes: Buffer;
}

/** What a request says about its object: its body, or the first part of a multipart upload. */
function metadataOf({ requestType, request }: RecordedExchange): Body {
  const boundary = /^multipart\/related;.*boundary="?([^";]+)/.exec(requestType)?.[1];
  if (boundary === undefined) return { type: requestType, bytes: request };
  const part = request.toString('latin1').split(`--${boundary}`)[1] ?? '';
  const [head = '', body = ''] = part.split('\r\n\r\n');
  return { type: head, bytes: Buffer.from(body.replace(/\r\n$/, ''), 'latin1') };
}

function matches(template: string, path: string): boolean {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/:]+');
  const literal = !template.includes('{');
  // `files/generateIds` must not be read as a file named generateIds.
  return literal
    ? template === path
    : new RegExp(`^${pattern}$`).test(path) && !path.endsWith('generateIds');
}

function queryProblems(route: DiscoveryRoute, query: URLSearchParams): string[] {
  const problems: string[] = [];
  for (const [name, value] of query) {
    const parameter = route.query[name];
    if (!parameter) problems.push(`unknown query parameter ${name}`);
    else if (!allows(parameter, value)) problems.push(`${name}=${value} is not allowed`);
  }
  for (const [name, parameter] of Object.entries(route.query)) {
    if (parameter.required && !query.has(name)) problems.push(`${name} is required`);
  }
  return problems;
}

function allows(parameter: Parameter, value: string): boolean {
  if (parameter.enum && !parameter.enum.includes(value)) return false;
  if (parameter.type === 'boolean') return value === 'true' || value === 'false';
  if (parameter.type !== 'integer') return true;
  const number = Number(value);
  return (
    Number.isInteger(number) &&
    number >= Number(parameter.minimum ?? Number.NEGATIVE_INFINITY) &&
    number <= Number(parameter.maximum ?? Number.POSITIVE_INFINITY)
  );
}

function bodyProblems(
  side: string,
  validator: () => ValidateFunction | null,
  { type, bytes }: Body,
): string[] {
  if (bytes.length === 0 || !type.includes('json')) return [];
  const validate = validator();
  if (!validate || validate(JSON.parse(bytes.toString('utf8')))) return [];
  return (validate.errors ?? []).map(
    (error) => `${side}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
