/** `drive.file` alone suffices for every call of the workspace; it sees only files this app made. */
export const SCOPES: readonly string[] = ['https://www.googleapis.com/auth/drive.file'];

/** For pulling notices of new answers; asked for only where a subscription is configured. */
export const NOTICE_SCOPES: readonly string[] = ['https://www.googleapis.com/auth/pubsub'];
