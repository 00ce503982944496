/** The lines of a video's captions with their moments, so that they can be read beside it. */

export interface CaptionLine {
  /** Seconds into the video. */
  from: number;
  text: string;
}

const TIMING = /^(?:(\d{1,3}):)?(\d{2}):(\d{2})\.(\d{3})\s+-->\s/;
/** Longer than any film of ours; what follows is left to the captions themselves. */
const LINES_MAX = 2_000;

/** Reads WebVTT; what it cannot read it leaves out. Markup within cues becomes its text. */
export function captionLines(vtt: string): CaptionLine[] {
  const lines: CaptionLine[] = [];
  for (const block of vtt.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    const rows = block.split('\n');
    const at = rows.findIndex((row) => TIMING.test(row));
    const [, hours = '0', minutes = '0', seconds = '0', rest = '0'] =
      TIMING.exec(rows[at] ?? '') ?? [];
    const text = rows
      .slice(at + 1)
      .join(' ')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .trim();
    if (at < 0 || text === '' || lines.length >= LINES_MAX) continue;
    const from = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    lines.push({ from: from + Number(rest) / 1000, text });
  }
  return lines;
}

/** `1:05`, `1:00:05`. */
export function momentOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (count: number) => String(count).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
