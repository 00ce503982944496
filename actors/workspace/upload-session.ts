/** Where an unfinished upload goes on, as a port: the address is a bearer secret and kept sealed. */

export interface UploadSession {
  /** Lets whoever holds it write into the drive: never in a log, a journal or a message. */
  url: string;
  /** Bytes known to be kept on the other side. */
  offset: number;
}

/** By the key of the write. A settled write has no session any more. */
export interface UploadSessions {
  get(key: string): Promise<UploadSession | null>;
  keep(key: string, session: UploadSession): Promise<void>;
  /** Notes how far a kept session has come. */
  reach(key: string, offset: number): Promise<void>;
  forget(key: string): Promise<void>;
}

/** For this process alone: an upload goes on after a failure, but not after a restart. */
export function sessionsInMemory(): UploadSessions {
  const sessions = new Map<string, UploadSession>();
  return {
    get: async (key) => sessions.get(key) ?? null,
    keep: async (key, session) => {
      sessions.set(key, session);
    },
    reach: async (key, offset) => {
      const session = sessions.get(key);
      if (session) sessions.set(key, { ...session, offset });
    },
    forget: async (key) => {
      sessions.delete(key);
    },
  };
}
