/** The API in OpenAPI 3.1, generated from the schemas that validate. */
import { z } from 'zod';
import { problem } from './answers.ts';
import { API_ROUTES, type ApiRoute } from './api-routes.ts';
import { ruleFor } from './people/roles.ts';

/** As much of JSON Schema as zod writes and the page of the API shows. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  additionalProperties?: boolean | JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

type Content = Record<string, { schema: JsonSchema; example?: unknown }>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Operation {
  summary: string;
  /** Roles of which one is needed, `person` for anybody who has entered, `anybody`. */
  'x-may': string | readonly string[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

export interface Api {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
}

export function API(version: string): Api {
  const paths: Api['paths'] = {};
  for (const route of API_ROUTES) {
    const [method = '', path = ''] = route.at.split(' ');
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = operation(route, method, path);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PresGen',
      version,
      description: 'Certification-learning workflows as durable statecharts.',
    },
    paths,
  };
}

const PROBLEM: Content = { 'application/problem+json': { schema: schemaOf(problem, 'output') } };
const REFUSALS: Record<number, string> = {
  401: 'log in first',
  403: 'another role is needed, or one may not',
  404: 'there is no such thing',
  409: 'not possible in its present state',
  413: 'too large',
  415: 'of a kind we cannot read',
  416: 'no such part of it',
  422: 'not valid; each wrong field is named',
  503: 'not ready; try again later',
};

function operation(route: ApiRoute, method: string, path: string): Operation {
  const { may } = ruleFor(method, path);
  const { summary, answer, answerType = 'application/json', status = 200, refuses = [] } = route;
  const guarded = may === 'anybody' ? [] : may === 'person' ? [401] : [401, 403];
  const parameters = parametersOf(route, path);
  const body = bodyOf(route);
  return {
    summary,
    'x-may': may,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: {
      [status]: {
        description: 'as asked',
        content: { [answerType]: { schema: schemaOf(answer, 'output') } },
      },
      ...Object.fromEntries(
        [...guarded, ...refuses].map((code) => [
          code,
          { description: REFUSALS[code] ?? 'refused', content: PROBLEM },
        ]),
      ),
    },
  };
}

function bodyOf({ body, bodyType, example }: ApiRoute): Operation['requestBody'] {
  if (bodyType !== undefined)
    return { required: true, content: { [bodyType]: { schema: { type: 'string' } } } };
  if (body === undefined) return undefined;
  const content = { schema: schemaOf(body, 'input'), ...(example !== undefined && { example }) };
  return { required: true, content: { 'application/json': content } };
}

function parametersOf({ query = {}, isKeyed = false }: ApiRoute, path: string): Parameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']): Parameter => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }),
  );
  const key: Parameter = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'the same key with the same request is the same request',
    schema: { type: 'string' },
  };
  return [...inPath, ...queryOf(query), ...(isKeyed ? [key] : [])];
}

function queryOf(query: NonNullable<ApiRoute['query']>): Parameter[] {
  if (!(query instanceof z.ZodObject))
    return Object.entries(query).map(([name, description]) => ({
      name,
      in: 'query',
      required: false,
      description,
      schema: { type: 'string' },
    }));
  const { properties = {}, required = [] } = schemaOf(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: Object.keys(schema).length > 0 ? schema : { type: 'string' },
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as JsonSchema;
}
