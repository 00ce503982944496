/**
 * The only place that keeps learners' names and addresses. Each learner's data is sealed under a
 * key of its own, and that key under one derived from the installation's secret: destroying the
 * small key erases the learner, in copies of the sealed data too.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

import { terminal } from '../runtime/errors.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { LearnerRow } from './entities/records.ts';

export interface LearnerIdentity {
  id: string;
  name: string;
  email: string;
}

export interface SealedLearner {
  workflow: string;
  id: string;
  wrappedKey: Buffer;
  sealed: Buffer;
}

export interface LearnerVault {
  /** Unseals; learners that were forgotten or never known are absent from the map. */
  open(workflow: string, ids: string[]): Promise<Map<string, LearnerIdentity>>;
  /** Rows for whoever stores the request, within the same transaction. */
  seal(workflow: string, learners: LearnerIdentity[]): SealedLearner[];
  /** Destroys the learner's key and data; true if there was something to destroy. */
  forget(workflow: string, learner: string): Promise<boolean>;
}

/** @param secret the installation's secret, of at least 32 random characters */
export function createLearnerVault(db: Database, secret: string): LearnerVault {
  const masterKey = Buffer.from(hkdfSync('sha256', secret, '', 'presgen learner vault', 32));
  return withDatabaseFailures<LearnerVault>({
    async open(workflow, ids) {
      const rows = await db.orm.em.fork().find(LearnerRow, { workflow, id: { $in: ids } });
      const known = new Map(rows.map((row) => [row.id, unsealed(row, masterKey)]));
      return new Map(
        ids.flatMap((id) => {
          const identity = known.get(id);
          return identity ? [[id, identity] as const] : [];
        }),
      );
    },
    seal: (workflow, learners) =>
      learners.map((learner) => sealedLearner(workflow, learner, masterKey)),
    async forget(workflow, id) {
      const known = { workflow, id, wrappedKey: { $ne: null } };
      const gone = { wrappedKey: null, sealed: null };
      return (await db.orm.em.fork().nativeUpdate(LearnerRow, known, gone)) > 0;
    },
  });
}

function sealedLearner(
  workflow: string,
  { id, name, email }: LearnerIdentity,
  masterKey: Buffer,
): SealedLearner {
  // Keys and nonces have to be unpredictable, so they never come from a seeded source.
  const dataKey = randomBytes(32);
  const bound = boundTo(workflow, id);
  return {
    ...{ workflow, id },
    wrappedKey: encrypt(masterKey, dataKey, bound),
    sealed: encrypt(dataKey, Buffer.from(JSON.stringify({ name, email })), bound),
  };
}

function unsealed(row: LearnerRow, masterKey: Buffer): LearnerIdentity | null {
  const { workflow, id, wrappedKey, sealed } = row;
  if (!wrappedKey || !sealed) return null;
  const bound = boundTo(workflow, id);
  try {
    const dataKey = decrypt(masterKey, Buffer.from(wrappedKey), bound);
    const text = decrypt(dataKey, Buffer.from(sealed), bound).toString('utf8');
    const { name, email } = JSON.parse(text) as Omit<LearnerIdentity, 'id'>;
    return { id, name, email };
  } catch (cause) {
    throw terminal(
      'VAULT_UNREADABLE',
      `Learner ${id} cannot be unsealed: the secret is not the one it was sealed with, or the row was altered`,
      cause,
    );
  }
}

/** Ties a ciphertext to its row: moved to another learner it does not open. */
function boundTo(workflow: string, id: string): Buffer {
  return Buffer.from(JSON.stringify([workflow, id]));
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** nonce, tag, ciphertext. */
function encrypt(key: Buffer, plain: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(NONCE_BYTES, tagEnd));
  return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
}
