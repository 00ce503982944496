/**
 * A real HTTP server on loopback that speaks the OpenAI chat protocol and answers as it is told:
 * it reads the passage between the marks and the question like a model would, by rules of its own.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a call is about, read from its text as a model would read it. */
export interface Heard {
  kind: 'propose' | 'answer' | 'judge' | 'repair';
  /** Text between the marks; empty where no source was given. */
  source: string;
  prompt: string;
  body: { tools?: unknown; model: string; response_format?: { type: string } };
  /** Counts from 1 over all calls. */
  number: number;
}

export interface Said {
  json?: unknown;
  text?: string;
  status?: number;
  headers?: Record<string, string>;
  /** Never answers. */
  hangs?: boolean;
  refusal?: boolean;
  /** False: no usage in the answer. */
  counts?: boolean;
}

export interface ModelServer {
  url: string;
  heard: Heard[];
  close(): Promise<void>;
}

export async function startModelServer(say: (heard: Heard) => Said): Promise<ModelServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, heard, say);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  heard: Heard[],
  say: (heard: Heard) => Said,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  const call = hear(body, heard.length + 1);
  heard.push(call);
  const said = say(call);
  if (said.hangs) return;
  const content = said.refusal ? null : (said.text ?? JSON.stringify(said.json));
  const message = said.refusal
    ? { role: 'assistant', content, refusal: 'I cannot help with that.' }
    : { role: 'assistant', content };
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
  response.end(
    JSON.stringify({
      id: 'c1',
      object: 'chat.completion',
      created: 0,
      model: body.model,
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      ...(said.counts === false ? {} : { usage }),
    }),
  );
}

function hear(
  body: Heard['body'] & { messages: { role: string; content: unknown }[] },
  number: number,
): Heard {
  const textOf = (role: string): string =>
    body.messages
      .filter((message) => message.role === role)
      .map(({ content }) =>
        typeof content === 'string'
          ? content
          : (content as { text?: string }[]).map((part) => part.text ?? '').join(''),
      )
      .join('\n');
  const [system, prompt] = [textOf('system'), textOf('user')];
  const source = /\[SOURCE (\w+)\]\n([\s\S]*)\[END OF SOURCE \1\]/.exec(prompt)?.[2] ?? '';
  const kind = system.startsWith('You write')
    ? 'propose'
    : system.startsWith('You repair')
      ? 'repair'
      : system.startsWith('Judge')
        ? 'judge'
        : 'answer';
  return { kind, source, prompt, body, number };
}

/** The options of a question put to the model, with their letters. */
export function optionsIn(prompt: string): [letter: string, text: string][] {
  return [...prompt.matchAll(/^([A-D])\. (.+)$/gm)].map((found) => [
    found[1] as string,
    found[2] as string,
  ]);
}
