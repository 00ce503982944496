/** One polite voice for screen readers: at most a message every five seconds, the newest wins. */

const EVERY_MS = 5000;

let spokenAt = 0;
let pending = 0;
let newest = '';

/** Says `text` soon; what is overtaken within the pause is never said. */
export function announce(text: string): void {
  newest = text;
  if (pending !== 0) return;
  const wait = Math.max(50, spokenAt + EVERY_MS - Date.now());
  pending = window.setTimeout(() => {
    pending = 0;
    spokenAt = Date.now();
    const voice = document.getElementById('voice');
    if (voice && voice.textContent !== newest) voice.textContent = newest;
  }, wait);
}
