/** Every migration in order. A released one is never edited: add the next number. */
import type { MigrationObject } from '@mikro-orm/core';

import { Migration0001Runtime } from './0001-runtime.ts';
import { Migration0002Workspace } from './0002-workspace.ts';
import { Migration0003Knowledge } from './0003-knowledge.ts';
import { Migration0004Records } from './0004-records.ts';
import { Migration0005RoomToMove } from './0005-room-to-move.ts';
import { Migration0006Nodes } from './0006-nodes.ts';
import { Migration0007DeadLetters } from './0007-dead-letters.ts';
import { Migration0008MachineVersions } from './0008-machine-versions.ts';

/** Named explicitly, so that a renamed class is still the same migration. */
export const MIGRATIONS: MigrationObject[] = [
  { name: '0001-runtime', class: Migration0001Runtime },
  { name: '0002-workspace', class: Migration0002Workspace },
  { name: '0003-knowledge', class: Migration0003Knowledge },
  { name: '0004-records', class: Migration0004Records },
  { name: '0005-room-to-move', class: Migration0005RoomToMove },
  { name: '0006-nodes', class: Migration0006Nodes },
  { name: '0007-dead-letters', class: Migration0007DeadLetters },
  { name: '0008-machine-versions', class: Migration0008MachineVersions },
];
