/** A person's view of the server: plain HTTP, acting under a name. */

export interface Client {
  get<T>(path: string): Promise<T>;
  /** @param key makes a repeated post one post. */
  post<T>(path: string, body: unknown, as?: string, key?: string): Promise<T>;
  upload(fileName: string, title: string, bytes: Uint8Array): Promise<{ upload_id: string }>;
  page(path: string): Promise<string>;
  submitForm(path: string, fields: [string, string][]): Promise<string>;
}

/** What the server answered when it did not do what was asked. */
export class ServerRefusal extends Error {
  readonly status: number;
  readonly problem: { title?: string; detail?: string; errors?: unknown };

  constructor(status: number, problem: ServerRefusal['problem']) {
    super(
      [problem.title, problem.detail, problem.errors && JSON.stringify(problem.errors)]
        .filter(Boolean)
        .join(': '),
    );
    this.status = status;
    this.problem = problem;
  }
}

/** @param as who acts when a call names nobody. */
export function createClient(url: string, as: string): Client {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(new URL(path, url), init);
    if (response.ok) return response;
    const text = await response.text();
    throw new ServerRefusal(response.status, problemOf(text));
  };
  const asked = async <T>(path: string, init: RequestInit): Promise<T> =>
    (await call(path, init)).json() as Promise<T>;
  const headers = (person: string) => ({ 'x-presgen-user': person, origin: new URL(url).origin });

  return {
    get: (path) => asked(path, { headers: headers(as) }),
    post: (path, body, person, key) =>
      asked(path, {
        method: 'POST',
        headers: {
          ...headers(person ?? as),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      }),
    upload: (fileName, title, bytes) =>
      asked(
        `/api/uploads?name=${encodeURIComponent(fileName)}&title=${encodeURIComponent(title)}`,
        {
          method: 'POST',
          headers: { ...headers(as), 'content-type': 'application/octet-stream' },
          body: Uint8Array.from(bytes),
        },
      ),
    page: async (path) => (await call(path, { headers: { accept: 'text/html' } })).text(),
    submitForm: async (path, fields) =>
      (
        await call(path, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            origin: new URL(url).origin,
          },
          body: new URLSearchParams(fields),
        })
      ).text(),
  };
}

function problemOf(text: string): ServerRefusal['problem'] {
  try {
    return JSON.parse(text) as ServerRefusal['problem'];
  } catch {
    return { title: text.slice(0, 200) };
  }
}
