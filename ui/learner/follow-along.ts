/** The transcript beside a video: the line that is being said is marked, and a line leads to its moment. */

export function followAlong(film: HTMLElement): void {
  const video = film.querySelector('video');
  const lines = [...film.querySelectorAll<HTMLElement>('[data-from]')];
  if (!video || lines.length === 0) return;
  const times = lines.map(({ dataset }) => Number(dataset.from));
  let marked: HTMLElement | null = null;

  for (const [index, line] of lines.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...line.childNodes);
    line.append(button);
    button.addEventListener('click', () => {
      video.currentTime = times[index] ?? 0;
      void video.play().catch(() => undefined);
    });
  }
  video.addEventListener('timeupdate', () => {
    const index = times.findLastIndex((from) => from <= video.currentTime + 0.05);
    const line = lines[index] ?? null;
    if (line === marked) return;
    marked?.removeAttribute('aria-current');
    line?.setAttribute('aria-current', 'true');
    marked = line;
    if (line) keepInView(line);
  });
}

/** Moves the list only, never the page under somebody's eyes. */
function keepInView(line: HTMLElement): void {
  const list = line.closest<HTMLElement>('[data-lines]');
  if (!list) return;
  const { top, bottom } = line.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom)
    list.scrollTop += top - frame.top - frame.height / 3;
}
