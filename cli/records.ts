/** The low-rate records of an installation, opened together on one database. */
import { join } from 'node:path';
import { type Artifacts, createArtifacts } from '../persistence/artifacts.ts';
import { createBlobs } from '../persistence/blobs.ts';
import type { Database } from '../persistence/database.ts';
import { createEffectLedger } from '../persistence/effect-ledger.ts';
import { createLearnerVault, type LearnerVault } from '../persistence/learner-vault.ts';
import { createRequests, type Requests } from '../persistence/requests.ts';
import { createResponseIndex, type ResponseIndex } from '../persistence/response-index.ts';
import { createSeal } from '../persistence/sealing.ts';
import { createUploadSessions, type UploadSessions } from '../persistence/upload-sessions.ts';
import { createUploads, type Uploads } from '../persistence/uploads.ts';

export interface Records {
  artifacts: Artifacts;
  blobs: ReturnType<typeof createBlobs>;
  vault: LearnerVault;
  uploads: Uploads;
  ledger: ReturnType<typeof createEffectLedger>;
  /** Where unfinished uploads to the drive go on. */
  sessions: UploadSessions;
  collected: ResponseIndex;
  requests: Requests;
}

export function openRecords(at: {
  database: Database;
  dataDir: string;
  secret: string;
  now: () => number;
}): Records {
  const blobs = createBlobs(join(at.dataDir, 'blobs'));
  const vault = createLearnerVault(at.database, at.secret);
  return {
    blobs,
    vault,
    artifacts: createArtifacts(at.database, blobs, at.now),
    uploads: createUploads(at.database, blobs),
    ledger: createEffectLedger(at.database, at.now),
    sessions: createUploadSessions(at.database, createSeal(at.secret, 'upload sessions')),
    collected: createResponseIndex(at.database, at.secret),
    requests: createRequests(at.database, vault),
  };
}
