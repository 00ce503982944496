/** Whether the login still holds. Set wherever the server says that it does not. */
import { signal } from '@preact/signals';

/** True once the server has refused somebody who had been let in. */
export const sessionEnded = signal(false);

/** Close code of a feed whose session is over. */
export const SESSION_ENDED = 4401;

/** The login page, and after it the present one again. */
export function loginPath(): string {
  const { pathname, search } = window.location;
  return `/login?${new URLSearchParams({ ended: '1', next: pathname + search })}`;
}
