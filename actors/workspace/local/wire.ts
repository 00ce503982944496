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

/** A refusal in Google's terms. `reason` is Drive's word, `status` is the Forms API's. */
export class WireError extends Error {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** 404 in the words of both APIs. */
export function notFound(what: string): WireError {
  return new WireError(404, 'notFound', `${what} not found.`);
}

/** 400 in the words of both APIs. */
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

/** Drive answers `errors[].reason`, the Forms API answers `status`. */
export function refusal(error: WireError, host: string): Response {
  const common = { code: error.code, message: error.message };
  const body =
    host === FORMS_HOST
      ? { error: { ...common, status: STATUS[error.code] ?? 'UNKNOWN' } }
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
