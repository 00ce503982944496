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
import { Migration0009Fleet } from './0009-fleet.ts';
import { Migration0010ReviewLetters } from './0010-review-letters.ts';
import { Migration0011People } from './0011-people.ts';
import { Migration0012ItemBank } from './0012-item-bank.ts';
import { Migration0013ChartLayouts } from './0013-chart-layouts.ts';
import { Migration0014UploadSessions } from './0014-upload-sessions.ts';
import { Migration0015GoogleGrant } from './0015-google-grant.ts';
import { Migration0016Responses } from './0016-responses.ts';
import { Migration0017NamesOnDisk } from './0017-names-on-disk.ts';
import { Migration0018Pages } from './0018-pages.ts';
import { Migration0021LanguageCalls } from './0021-language-calls.ts';
import { Migration0024QualityVerdicts } from './0024-quality-verdicts.ts';
import { Migration0025Vectors } from './0025-vectors.ts';

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
  { name: '0009-fleet', class: Migration0009Fleet },
  { name: '0010-review-letters', class: Migration0010ReviewLetters },
  { name: '0011-people', class: Migration0011People },
  { name: '0012-item-bank', class: Migration0012ItemBank },
  { name: '0013-chart-layouts', class: Migration0013ChartLayouts },
  { name: '0014-upload-sessions', class: Migration0014UploadSessions },
  { name: '0015-google-grant', class: Migration0015GoogleGrant },
  { name: '0016-responses', class: Migration0016Responses },
  { name: '0017-names-on-disk', class: Migration0017NamesOnDisk },
  { name: '0018-pages', class: Migration0018Pages },
  { name: '0021-language-calls', class: Migration0021LanguageCalls },
  { name: '0024-quality-verdicts', class: Migration0024QualityVerdicts },
  { name: '0025-vectors', class: Migration0025Vectors },
];
