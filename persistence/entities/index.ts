/** Every entity of this folder, for opening the database and for checking the migrations. */
import { CHART_ENTITIES } from './charts.ts';
import { FLEET_ENTITIES } from './fleet.ts';
import { GOOGLE_ENTITIES } from './google.ts';
import { BANK_ENTITIES } from './item-bank.ts';
import { KNOWLEDGE_ENTITIES } from './knowledge.ts';
import { LANGUAGE_ENTITIES } from './language.ts';
import { PAGE_ENTITIES } from './pages.ts';
import { PEOPLE_ENTITIES } from './people.ts';
import { QUALITY_ENTITIES } from './quality.ts';
import { RECORD_ENTITIES } from './records.ts';
import { RESPONSE_ENTITIES } from './responses.ts';
import { REVIEW_ENTITIES } from './review.ts';
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
import { VECTOR_ENTITIES } from './vectors.ts';
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
  ...CHART_ENTITIES,
  ...FLEET_ENTITIES,
  ...RECORD_ENTITIES,
  ...PEOPLE_ENTITIES,
  ...RESPONSE_ENTITIES,
  ...REVIEW_ENTITIES,
  ...WORKSPACE_ENTITIES,
  ...KNOWLEDGE_ENTITIES,
  ...BANK_ENTITIES,
  ...LANGUAGE_ENTITIES,
  ...PAGE_ENTITIES,
  ...QUALITY_ENTITIES,
  ...VECTOR_ENTITIES,
  ...GOOGLE_ENTITIES,
];
