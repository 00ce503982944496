/** Every entity of this folder, for opening the database and for checking the migrations. */
import { KNOWLEDGE_ENTITIES } from './knowledge.ts';
import { RECORD_ENTITIES } from './records.ts';
import {
  Activity,
  Actor,
  DeadLetterRow,
  Inbox,
  Journal,
  MachineVersionRow,
  Node,
  Snapshot,
} from './runtime.ts';
import { WORKSPACE_ENTITIES } from './workspace.ts';

export const ENTITIES = [
  Actor,
  Snapshot,
  Journal,
  Inbox,
  Activity,
  DeadLetterRow,
  Node,
  MachineVersionRow,
  ...RECORD_ENTITIES,
  ...WORKSPACE_ENTITIES,
  ...KNOWLEDGE_ENTITIES,
];
