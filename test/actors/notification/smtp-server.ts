/** A small mail server on loopback: speaks enough SMTP for one letter after another, and refuses on demand. */
import { createServer, type Socket } from 'node:net';

export interface SmtpServer {
  url: string;
  /** What was accepted, in order. */
  received: { to: string; data: string }[];
  /** Answers to `RCPT TO` and `DATA`'s end; a code of 4xx or 5xx refuses. */
  answers: { rcpt: string; data: string };
  close(): Promise<void>;
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const received: SmtpServer['received'] = [];
  const answers: SmtpServer['answers'] = { rcpt: '250 OK', data: '250 OK' };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, received, answers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    answers,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function converse(
  socket: Socket,
  received: SmtpServer['received'],
  answers: SmtpServer['answers'],
): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let pending = '';
  let to = '';
  let isData = false;
  const commands: [RegExp, (line: string) => string][] = [
    [/^(ehlo|helo)/i, () => '250 loopback'],
    [
      /^rcpt to/i,
      (line) => {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        return answers.rcpt;
      },
    ],
    [
      /^data/i,
      () => {
        isData = true;
        return '354 go on';
      },
    ],
    [/^quit/i, () => '221 bye'],
    [/^/, () => '250 OK'],
  ];
  const takeLetter = (data: string): string => {
    isData = false;
    if (answers.data.startsWith('2')) received.push({ to, data });
    return answers.data;
  };
  say('220 loopback ESMTP');
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const mark = isData ? '\r\n.\r\n' : '\r\n';
      const end = pending.indexOf(mark);
      if (end < 0) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + mark.length);
      const answer = commands.find(([pattern]) => pattern.test(line))?.[1];
      say(isData ? takeLetter(line) : (answer?.(line) ?? '500 what?'));
    }
  });
}
