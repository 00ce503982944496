/** What an armed timer will do, and how long it is until then, in words. Pure. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Timers by the name the statechart gives them; `%` is the time left. */
const SAYINGS: Record<string, string> = {
  wait: 'tries again in %',
  untilUploadsClose: 'uploads close in %',
  untilReminder: 'reminds in %',
  untilHalfTime: 'reminds in %',
  untilLastDay: 'reminds in %',
  untilDue: 'due in %',
  untilDeadline: 'closes in %',
  untilNextStep: 'escalates in %',
  reservation: 'held for %',
  watchdog: 'time limit in %',
  permitPatience: 'goes on in %',
  openFor: 'tries one in %',
  probeLease: 'gives up in %',
  poll: 'looks again in %',
  nudgeDebounce: 'looks in %',
  settle: 'reads for the last time in %',
};

/** "tries again in 12 s"; a timer that is due says so instead of counting below nothing. */
export function countdown(delay: string, dueAt: number, now: number): string {
  const saying = SAYINGS[delay] ?? `${spelled(delay)} in %`;
  if (dueAt - now < SECOND) return saying.replace(/ (in|for) %$/, ' now');
  return saying.replace('%', left(dueAt - now));
}

/** "12 s", "4 min 10 s", "3 h 20 min", "2 days". */
export function left(ms: number): string {
  if (ms < MINUTE) return `${Math.max(1, Math.round(ms / SECOND))} s`;
  if (ms < 10 * MINUTE) return pair(ms, MINUTE, 'min', SECOND, 's');
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 10 * HOUR) return pair(ms, HOUR, 'h', MINUTE, 'min');
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`;
  const days = Math.round(ms / DAY);
  return `${days} days`;
}

function pair(ms: number, large: number, name: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smallName}`;
}

function spelled(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
