/**
 * Google's client library, brought in by whoever makes a client and by nobody before: it and what it
 * needs are two thirds of what this room takes to load. By deep paths, because its index loads 340 APIs.
 */
import { createRequire } from 'node:module';
import type * as drive from 'googleapis/build/src/apis/drive/index.js';
import type * as forms from 'googleapis/build/src/apis/forms/index.js';
import type * as pubsub from 'googleapis/build/src/apis/pubsub/v1.js';

const load = createRequire(import.meta.url);

/** Drive, and the auth clients that every API shares. */
export function driveLibrary(): typeof drive {
  return load('googleapis/build/src/apis/drive/index.js') as typeof drive;
}

export function formsLibrary(): typeof forms {
  return load('googleapis/build/src/apis/forms/index.js') as typeof forms;
}

export function pubsubLibrary(): typeof pubsub {
  return load('googleapis/build/src/apis/pubsub/v1.js') as typeof pubsub;
}
