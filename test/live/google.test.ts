/**
 * The workspace against Google itself, and what its answers have that our local server's lack:
 *
 *   GOOGLE_LIVE=1 node --conditions=development --test test/live/google.test.ts
 *
 * The account is the configured one (GOOGLE_SERVICE_ACCOUNT_FILE …); an OAuth client takes the
 * refresh token of whoever agreed from GOOGLE_LIVE_REFRESH_TOKEN. GOOGLE_LIVE_ADDRESS is another Google account,
 * to share with. Everything lies in one folder, which is deleted at the end. The same story runs
 * against the local server always, as if that were Google.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { default as PptxGenJS } from 'pptxgenjs';

import { createGuardedFetch } from '../../actors/outbound/guarded-fetch.ts';
import type { Credentials } from '../../actors/workspace/auth.ts';
import { createLocalWorkspace } from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import { type GoogleConfig, readConfig } from '../../ops/config.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { driftOf, reportOf, type Shapes } from './drift.ts';
import { type Recording, recorded } from './recording.ts';
import { playStory } from './story.ts';

const IS_LIVE = process.env.GOOGLE_LIVE === '1';
const ADDRESS = process.env.GOOGLE_LIVE_ADDRESS || undefined;

async function deckFile(): Promise<Buffer> {
  const deck = new (PptxGenJS as unknown as { new (): import('pptxgenjs').default })();
  deck.addSlide().addText('Live check', { x: 1, y: 1 });
  return (await deck.write({ outputType: 'nodebuffer' })) as Buffer;
}

/** The local server in Google's place, and what it answers. */
async function playLocally(t: TestContext, address: string | undefined): Promise<Shapes> {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-live-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  let number = 0;
  const local = createLocalWorkspace({
    store: createMemoryStore(),
    blobs: createBlobs(join(dir, 'blobs')),
    dir,
    publicUrl: 'http://127.0.0.1:8080',
    ids: { next: () => `made-${++number}` },
    now: Date.now,
  });
  const { credentials } = local;
  const recording = recorded((request) => local.handle(request));
  const done = await play(recording, { credentials, sharedDriveId: undefined, address });
  assert.equal(done.at(-1), 'trash');
  const left = (await local.children('root')).map(({ name }) => name);
  assert.deepEqual(left, [], 'nothing is left');
  return recording.shapes();
}

async function play(
  { fetch }: Recording,
  account: {
    credentials: Credentials;
    sharedDriveId: string | undefined;
    address: string | undefined;
  },
): Promise<string[]> {
  return playStory({ ...account, fetch, deck: await deckFile() });
}

function credentialsOf(google: GoogleConfig): Credentials {
  if (google.as === 'service_account') {
    const serviceAccountJson = readFileSync(google.serviceAccountFile, 'utf8');
    return { serviceAccountJson, subject: google.subject };
  }
  const refreshToken = process.env.GOOGLE_LIVE_REFRESH_TOKEN;
  assert.ok(refreshToken, 'set GOOGLE_LIVE_REFRESH_TOKEN, or use a service account');
  return { clientId: google.clientId, clientSecret: google.clientSecret, refreshToken };
}

describe('the local server in Google’s place', () => {
  it('carries the whole story and does not drift from itself', async (t) => {
    const address = 'colleague@school.example';
    const [theirs, ours] = [await playLocally(t, address), await playLocally(t, address)];
    assert.ok(theirs.size >= 12, `only ${theirs.size} methods were asked`);
    assert.deepEqual(driftOf(theirs, ours), []);
    assert.match(reportOf([], theirs.size), /^\d+ methods compared, 0 differences$/);
  });
});

describe('Google itself', {
  skip: IS_LIVE ? false : 'needs a real Google account: set GOOGLE_LIVE=1 (see this file)',
  timeout: 600_000,
}, () => {
  it('carries the same story; where its answers differ is reported', async (t) => {
    const { google } = readConfig();
    assert.ok(google, 'GOOGLE_LIVE needs GOOGLE_SERVICE_ACCOUNT_FILE or GOOGLE_OAUTH_CLIENT_ID');
    const { sharedDriveId } = google;
    const live = recorded(createGuardedFetch());
    const credentials = credentialsOf(google);
    for (const step of await play(live, { credentials, sharedDriveId, address: ADDRESS }))
      t.diagnostic(step);
    const real = live.shapes();
    const drifts = driftOf(real, await playLocally(t, ADDRESS));
    for (const line of reportOf(drifts, real.size).split('\n')) t.diagnostic(line);
  });
});
