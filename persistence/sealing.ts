/**
 * Small secrets at rest: sealed with AES-256-GCM under a key derived from the installation's
 * secret, tied to the row they belong to, and marked with the key they were sealed with.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens the secrets of one purpose; those of another purpose do not open. */
export interface Seal {
  /** @param bound names the row; the sealed bytes open for no other */
  seal(plain: string, bound: string): Buffer;
  /** Null when it was sealed under another key, for another row, or was altered. */
  open(sealed: Uint8Array, bound: string): string | null;
}

const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_END = KEY_ID_BYTES + NONCE_BYTES;
const HEAD_BYTES = NONCE_END + TAG_BYTES;

/**
 * @param secret the installation's secret, of at least 32 random characters
 * @param purpose keeps the keys of different uses apart
 */
export function createSeal(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `presgen ${purpose}`, 32));
  const keyId = createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES);
  return {
    seal(plain, bound) {
      // A nonce has to be unpredictable and never used twice, so it never comes from a seeded source.
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([keyId, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, bound) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD_BYTES || !keyId.equals(bytes.subarray(0, KEY_ID_BYTES))) return null;
      return decrypted(key, bytes, bound);
    },
  };
}

/** Key id, nonce, tag, ciphertext. */
function decrypted(key: Buffer, bytes: Buffer, bound: string): string | null {
  const nonce = bytes.subarray(KEY_ID_BYTES, NONCE_END);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(NONCE_END, HEAD_BYTES));
  try {
    return `${decipher.update(bytes.subarray(HEAD_BYTES), undefined, 'utf8')}${decipher.final('utf8')}`;
  } catch {
    return null;
  }
}
