/** The connection to Google Workspace as administrators see it; implemented in actors, wired in cli. */

/** Whom Google takes us for; `local` is the workspace of our own. */
export type GoogleIdentity = 'local' | 'service_account' | 'delegated' | 'person';

export interface GoogleStanding {
  identity: GoogleIdentity;
  /** The account a service account acts for. */
  subject: string | null;
  shared_drive: string | null;
  /** What the connection may do, as Google names it. */
  scopes: string[];
  /** The account a person connected; null where nobody has, and where nobody has to. */
  connection: {
    connected_by: string;
    /** ms since 1970. */
    connected_at: number;
    /** Since when Google refuses it. */
    broken_at: number | null;
    /** The installation's secret is another than the one it was sealed with. */
    is_unreadable: boolean;
  } | null;
}

export interface GoogleAccount {
  user: string;
  address: string;
  /** Null where there is no limit. */
  quota_bytes: number | null;
  used_bytes: number;
  /** Id of the folder or drive that holds everything. */
  root: string;
}

export interface GoogleAccess {
  standing(): Promise<GoogleStanding>;
  /** Asks the workspace itself. Throws what stands in the way, in words. */
  account(signal: AbortSignal): Promise<GoogleAccount>;
  /** Null unless a person connects an account. */
  consent: GoogleConsent | null;
}

export interface GoogleConsent {
  /** @param origin where the person's browser finds us */
  redirectUri(origin: string): string;
  /** @param bound what only the browser that asks can show again */
  begin(bound: string, redirectUri: string): Promise<string>;
  finish(back: {
    state: string;
    code: string;
    bound: string;
    redirectUri: string;
    by: string;
  }): Promise<{ id: string }>;
  end(): Promise<{ isWithdrawn: boolean } | null>;
}
