/** Names of files from outside: what is wrong with one, and how to show it without being fooled. */

const NAME_MAX = 200;
/** Control characters, and those that turn the direction or take no room. */
const INVISIBLE = /[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** Windows opens these as devices, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** Null for a name that can be taken; else why not, in words for whoever sent it. */
export function nameFault(name: string): string | null {
  if (name.trim() === '') return 'has no name: rename it';
  if (/[\\/]/.test(name) || name === '.' || name === '..' || /^[a-z]:/i.test(name))
    return 'has a path in its name: rename it to a plain file name';
  if (INVISIBLE.test(name))
    return 'has invisible characters in its name, which can disguise what it is: rename it';
  if (DEVICE.test(name)) return 'has a name that some systems keep for devices: rename it';
  if (name.length > NAME_MAX) return `has a name of more than ${NAME_MAX} characters: shorten it`;
  return null;
}
