/** The account that a person connected, as the client sees it; kept and sealed elsewhere. */
import { type PresGenError, terminal } from '../../runtime/errors.ts';

export interface Grant {
  /** Of this connection: connecting again makes another. */
  id: string;
  refreshToken: string;
  /** Google refused it the last time. */
  isBroken: boolean;
}

export interface Grants {
  /** The connection as it stands, from whichever process; null when nobody has connected. */
  current(): Promise<Grant | null>;
  /** Google replaced the refresh token. Nothing happens when the connection is another by now. */
  rotated(id: string, refreshToken: string): Promise<void>;
  /** Google no longer accepts it. */
  broke(id: string): Promise<void>;
  /** Google accepts it again. */
  works(id: string): Promise<void>;
}

/** What a call comes to while nobody has connected an account. */
export function notConnected(): PresGenError {
  return terminal(
    'RECONNECT_NEEDED',
    'No Google account is connected. An administrator connects one in the settings; then this goes on.',
  );
}
