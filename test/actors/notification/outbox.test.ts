/** The outbox in front of a real mail server: each letter once, failures visible, resent on purpose. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  createOutbox,
  createOutboxShelf,
  type Message,
  smtpOf,
} from '../../../actors/notification/index.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

const message = (key: string): Message => ({
  key,
  to: { name: 'Åsa "Ace" Öberg', email: 'asa@learners.example' },
  subject: 'Prüfung 😀: =HYPERLINK("http://x") <b>',
  text: 'Hello Åsa,\n\n.leading dot\nhttps://x.example/f/abc\n',
  html: '<!doctype html><p>Hello Åsa &lt;script&gt;</p>',
});

describe('the outbox with a mail server', () => {
  let server: SmtpServer;
  let folder: string;
  before(async () => {
    server = await startSmtpServer();
    folder = await mkdtemp(join(tmpdir(), 'presgen-outbox-'));
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = () => {
    const options = {
      folder,
      from: 'Training <t@localhost>',
      smtpUrl: server.url,
      now: () => 1e12,
    };
    const send = smtpOf(server.url);
    return { outbox: createOutbox(options, send), shelf: createOutboxShelf(options, send) };
  };
  const find = async (shelf: ReturnType<typeof open>['shelf'], state: string) =>
    (await shelf.list(10)).letters.filter((each) => each.state === state);

  it('sends a letter once, however often it is asked to, and reads it back as it was', async () => {
    const { outbox, shelf } = open();
    await outbox.deliver(message('wf/once'));
    await outbox.deliver(message('wf/once'));
    await open().outbox.deliver(message('wf/once'));
    assert.equal(server.received.length, 1);
    const [sent] = await find(shelf, 'sent');
    assert.equal(sent?.subject, 'Prüfung 😀: =HYPERLINK("http://x") <b>');
    assert.match(sent?.to ?? '', /Öberg.*<asa@learners\.example>$/);
    const id = sent?.id ?? '';
    assert.equal(sent?.messageId, `<${id}@presgen.invalid>`);
    assert.match(server.received[0]?.data ?? '', new RegExp(`Message-ID:\\s+<${id}@presgen`, 'i'));
    const letter = await shelf.letter(id);
    assert.match(letter?.text ?? '', /^Hello Åsa,[\s\S]*\.leading dot/);
    assert.match(letter?.html ?? '', /Hello Åsa &lt;script&gt;/);
  });

  it('a failure is visible with its reason and without the address, and the repeat is the same mail', async () => {
    const { outbox, shelf } = open();
    server.answers.data = '451 asa@learners.example is over quota';
    await assert.rejects(outbox.deliver(message('wf/later')), (error: Error) => {
      assert.doesNotMatch(error.message, /asa|learners/);
      return 'code' in error && error.code === 'MAIL_UNREACHABLE' && /SMTP_URL/.test(error.message);
    });
    const [failed] = await find(shelf, 'failed');
    assert.deepEqual([failed?.code, failed?.attempts], ['MAIL_UNREACHABLE', 1]);
    server.answers.data = '250 OK';
    const before = server.received.length;
    await outbox.deliver(message('wf/later'));
    assert.equal(server.received.length, before + 1);
    assert.match(
      server.received.at(-1)?.data ?? '',
      new RegExp(`Message-ID:\\s+<${failed?.id}@`, 'i'),
    );
    assert.equal((await find(shelf, 'failed')).length, 0);
  });

  it('a refused address is terminal', async () => {
    server.answers.rcpt = '550 no such person asa@learners.example';
    await assert.rejects(open().outbox.deliver(message('wf/refused')), {
      code: 'MAIL_REFUSED',
      kind: 'terminal',
    });
    server.answers.rcpt = '250 OK';
  });

  it('a letter sent again on purpose says so, under a number of its own', async () => {
    const { shelf } = open();
    const [sent] = await find(shelf, 'sent');
    await shelf.resend(sent?.id ?? '');
    const { to, data } = server.received.at(-1) ?? { to: '', data: '' };
    assert.equal(to, 'asa@learners.example');
    assert.match(data, /^Resent-Date: [\s\S]*Resent-Message-ID:\s+<[0-9a-f]{64}@presgen\.invalid>/);
    assert.equal((await shelf.letter(sent?.id ?? ''))?.resent, 1);
    for (const id of ['../../etc/passwd', 'a'.repeat(64), ''])
      assert.equal(await shelf.letter(id), null);
  });
});
