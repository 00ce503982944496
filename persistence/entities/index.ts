/** Every entity this folder owns, for opening the database and for checking the migrations. */
import { Activity, Actor, DeadLetterRow, Inbox, Journal, Snapshot } from './runtime.ts';

export const ENTITIES = [Actor, Snapshot, Journal, Inbox, Activity, DeadLetterRow];
