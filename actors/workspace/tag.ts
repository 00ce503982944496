/** The short fingerprint of a write's key that its object carries, to find it again. */
import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** First 20 base32 characters of sha256(key): fits a file property and a title. */
export function tagOf(key: string): string {
  const digest = createHash('sha256').update(key).digest();
  let tag = '';
  let bits = 0;
  let held = 0;
  for (const byte of digest) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && tag.length < 20) {
      bits -= 5;
      tag += ALPHABET[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return tag;
}

/** Eight lower-case hex digits, stable for the parts: an item or question id of a form. */
export function formPartId(...parts: string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 8);
}
