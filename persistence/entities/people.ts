/** Who works here and is logged in; see migration 0011. */
import { defineEntity, p } from '@mikro-orm/core';

const PersonSchema = defineEntity({
  name: 'PersonRow',
  tableName: 'person',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    roles: p.json<string[]>().columnType('json'),
    groups: p.json<string[]>().columnType('json'),
    active: p.boolean(),
    codeHash: p.text().nullable().unique(),
    createdAt: p.bigint('number'),
    updatedAt: p.bigint('number'),
  },
});
/** Somebody with roles of their own. */
export class PersonRow extends PersonSchema.class {}
PersonSchema.setClass(PersonRow);

const SessionSchema = defineEntity({
  name: 'SessionRow',
  tableName: 'session',
  properties: {
    id: p.text().primary(),
    person: p.text().index(),
    client: p.text(),
    createdAt: p.bigint('number'),
    seenAt: p.bigint('number'),
    expiresAt: p.bigint('number'),
    revokedAt: p.bigint('number').nullable(),
  },
});
/** One login of a person, until it expires or is revoked. */
export class SessionRow extends SessionSchema.class {}
SessionSchema.setClass(SessionRow);

export const PEOPLE_ENTITIES = [PersonRow, SessionRow];
