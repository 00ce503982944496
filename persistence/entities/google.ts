/** The connected Google account and consents under way; see migration 0015. */
import { defineEntity, p } from '@mikro-orm/core';

const GoogleGrantSchema = defineEntity({
  name: 'GoogleGrantRow',
  tableName: 'google_grant',
  properties: {
    place: p.text().primary(),
    id: p.text(),
    sealed: p.blob(),
    connectedBy: p.text(),
    connectedAt: p.bigint('number'),
    brokenAt: p.bigint('number').nullable(),
  },
});
/** One connection; an installation has one at most. */
export class GoogleGrantRow extends GoogleGrantSchema.class {}
GoogleGrantSchema.setClass(GoogleGrantRow);

const GoogleConsentSchema = defineEntity({
  name: 'GoogleConsentRow',
  tableName: 'google_consent',
  properties: {
    stateHash: p.text().primary(),
    boundHash: p.text(),
    expiresAt: p.bigint('number'),
  },
});
/** A consent that was asked for and has not come back. */
export class GoogleConsentRow extends GoogleConsentSchema.class {}
GoogleConsentSchema.setClass(GoogleConsentRow);

export const GOOGLE_ENTITIES = [GoogleGrantRow, GoogleConsentRow];
