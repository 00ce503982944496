/** The server writes moments in universal time, since it cannot know the reader's; the browser does. */

export function tellLocalTimes(within: ParentNode): void {
  for (const time of within.querySelectorAll<HTMLTimeElement>('time[datetime]')) tellLocally(time);
}

export function tellLocally(time: HTMLTimeElement): void {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const style: Intl.DateTimeFormatOptions =
    time.dataset.style === 'clock'
      ? { timeStyle: 'short' }
      : { dateStyle: 'full', timeStyle: 'short' };
  time.textContent = new Intl.DateTimeFormat(time.lang || undefined, style).format(at);
}
