/** The local workspace's side of the wire: routes, calls, answers and Google's two error shapes. */
import type { LocalContext } from './context.ts';

/** One request on its way through a route. */
export interface WireCall {
  request: Request;
  url: URL;
  query: URLSearchParams;
  params: Record<string, string>;
  context: LocalContext;
}

export interface Route {
  /** Discovery's method id. */
  id: string;
  method: string;
  host: string;
  /** Discovery's path template; `{x}` matches up to the next `/` or `:`. */
  template: string;
  answer(call: WireCall): Promise<Response>;
}

export const DRIVE_HOST = 'www.googleapis.com';
export const FORMS_HOST = 'forms.googleapis.com';
export const SLIDES_HOST = 'slides.googleapis.com';
export const PUBSUB_HOST = 'pubsub.googleapis.com';

/** A row of Drive's table. */
export function driveRoute(
  id: string,
  method: string,
  template: string,
  answer: Route['answer'],
): Route {
  return { id, method, host: DRIVE_HOST, template, answer };
}

/** A row of the Forms API's table. */
export function formsRoute(
  id: string,
  method: string,
  template: string,
  answer: Route['answer'],
): Route {
  return { id, method, host: FORMS_HOST, template, answer };
}

/** A row of the Slides API's table. */
export function slidesRoute(
  id: string,
  method: string,
  template: string,
  answer: Route['answer'],
): Route {
  return { id, method, host: SLIDES_HOST, template, answer };
}

/** The JSON body; an absent one is an empty object. */
export async function bodyOf<T>(call: WireCall): Promise<T> {
  const text = await call.request.text();
  if (text === '') return {} as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw invalid('Parse Error');
  }
}

/** A whole number among the query's parameters, within its bounds; a 400 that names it otherwise. */
export function numberIn(
  call: WireCall,
  name: string,
  bounds: { fallback: number; max: number },
): number {
  const given = call.query.get(name);
  if (given === null) return bounds.fallback;
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > bounds.max) {
    throw invalid(`Invalid Value: ${name} must be between 1 and ${bounds.max}.`);
  }
  return number;
}

/** A refusal in Google's terms. `reason` is Drive's word, `status` the newer APIs'. */
export class WireError extends Error {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** 404 in the words of every API. */
export function notFound(what: string): WireError {
  return new WireError(404, 'notFound', `${what} not found.`);
}

/** 400 in the words of every API. */
export function invalid(message: string): WireError {
  return new WireError(400, 'invalid', message);
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

const STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** Drive answers `errors[].reason`, the newer APIs answer `status`. */
export function refusal(error: WireError, host: string): Response {
  const common = { code: error.code, message: error.message };
  // Reasons in capitals are those that the newer APIs spell out beside their status.
  const details = /^[A-Z_]+$/.test(error.reason) ? { details: [{ reason: error.reason }] } : {};
  const body =
    host !== DRIVE_HOST
      ? { error: { ...common, status: STATUS[error.code] ?? 'UNKNOWN', ...details } }
      : {
          error: {
            ...common,
            errors: [{ domain: 'global', reason: error.reason, message: error.message }],
          },
        };
  return json(body, error.code);
}

/** Precompiles the table; the first matching row answers. */
export function compileRoutes(
  routes: readonly Route[],
): (method: string, url: URL) => { route: Route; params: Record<string, string> } | null {
  const compiled = routes.map((route) => ({ route, pattern: toPattern(route.template) }));
  return (method, url) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method || route.host !== url.host) continue;
      const match = pattern.exec(url.pathname);
      if (match) return { route, params: decode(match.groups ?? {}) };
    }
    return null;
  };
}

function toPattern(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`);
}

function decode(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
