/** Says calmly that one has to log in again; what was typed stays where it is. */
import type { JSX } from 'preact';
import { loginPath, sessionEnded } from '../wire/session.ts';

export function SessionEnded(): JSX.Element | null {
  if (!sessionEnded.value) return null;
  return (
    <p class="offline" role="alert">
      Your session ended. What you see is no longer brought up to date.{' '}
      <a href={loginPath()}>Log in again</a>
    </p>
  );
}
