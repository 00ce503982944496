/** What the doctor says of Google: whom we are to it, whether it answers, and what to do where it does not. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createLocalWorkspace, type LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import { googleRow } from '../../cli/google-check.ts';
import { readConfig } from '../../ops/config.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { type Database, openDatabase } from '../../persistence/database.ts';

const ROBOT = 'robot@project.example';

describe('the doctor on Google', () => {
  let dir: string;
  let database: Database;
  let google: LocalWorkspace;
  let keyFile: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-doctor-'));
    database = await openDatabase({ dataDir: dir });
    let number = 0;
    google = createLocalWorkspace({
      store: createMemoryStore(),
      blobs: createBlobs(join(dir, 'google-blobs')),
      dir: join(dir, 'google'),
      publicUrl: 'http://127.0.0.1:8080',
      ids: { next: () => `made-${++number}` },
      now: Date.now,
    });
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    google.accounts.enrol(ROBOT, publicKey);
    keyFile = join(dir, 'key.json');
    await writeFile(keyFile, JSON.stringify({ client_email: ROBOT, private_key: privateKey }));
  });
  after(async () => {
    await database?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const row = async (
    env: Record<string, string>,
    answer: (request: Request) => Promise<Response> = google.handle,
  ): Promise<string[]> => {
    const config = readConfig({ DATA_DIR: dir, ...env });
    return googleRow(config, database, answer as unknown as typeof fetch);
  };
  const delegated = () => ({
    GOOGLE_SERVICE_ACCOUNT_FILE: keyFile,
    GOOGLE_SUBJECT: 'drive@school.example',
  });

  it('is content without it, and asks nobody then', async () => {
    const asked: string[] = [];
    const [, found, purpose] = await row({}, async (request) => {
      asked.push(request.url);
      return new Response();
    });
    assert.deepEqual([found, asked], ['not set up', []]);
    assert.match(purpose ?? '', /stay on this computer/);
  });

  it('names the account that answers, whom it acts for and where it works', async () => {
    const [, found, purpose] = await row(delegated());
    assert.doesNotMatch(found ?? '', /^failed/);
    assert.equal(found, 'Local workspace');
    assert.equal(purpose, 'service account for drive@school.example, in its own drive');
  });

  it('says what to do while nobody has connected an account', async () => {
    const app = { GOOGLE_OAUTH_CLIENT_ID: 'app', GOOGLE_OAUTH_CLIENT_SECRET: 'app-secret' };
    const [, found, purpose] = await row(app);
    assert.match(found ?? '', /^failed: nobody has connected/);
    assert.match(purpose ?? '', /settings/);
  });

  it('tells a missing key file, a key that is refused and an API that is off apart', async () => {
    const lost = await row({ ...delegated(), GOOGLE_SERVICE_ACCOUNT_FILE: join(dir, 'lost.json') });
    assert.match(lost[1] ?? '', /^failed: .*lost\.json/);
    const refused = await row(delegated(), async () =>
      Response.json({ error: 'invalid_grant' }, { status: 400 }),
    );
    assert.match(refused[1] ?? '', /^failed: Google no longer accepts/);
    const off = { errors: [{ reason: 'accessNotConfigured' }], code: 403, message: 'off' };
    const disabled = await row(delegated(), async (request) =>
      request.url.includes('/drive/v3')
        ? Response.json({ error: off }, { status: 403 })
        : google.handle(request),
    );
    assert.match(disabled[1] ?? '', /^failed: .*Enable both/);
  });
});
