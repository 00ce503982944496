/** A local workspace behind the pages people meet without the app: letters, faults, documents, films. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from '../../actors/knowledge/extract.ts';
import { createDocumentCheck } from '../../actors/knowledge/index.ts';
import {
  asHtml,
  asText,
  createOutbox,
  createOutboxShelf,
  newLink,
} from '../../actors/notification/index.ts';
import { PUSH } from '../../actors/workspace/local/fault-kinds.ts';
import { createFaults } from '../../actors/workspace/local/faults.ts';
import { faultDesk } from '../../cli/fault-profile.ts';
import type { Engine } from '../../runtime/ports.ts';
import { type DriveRig, openDriveRig } from '../http/drive-rig.ts';

export interface LinkedRig extends DriveRig {
  /** File names of documents that were taken, in their order. */
  taken: { name: string; bytes: number }[];
}

export const COURSE = 'Harbour Pilot';
const WISH = { workflow: 'wf', learner: 'learner-1', kind: 'f', times: 2 };
const AT = Date.UTC(2026, 4, 4, 9, 30);

export async function openLinkedRig({ isEmpty = false } = {}): Promise<LinkedRig> {
  const dir = await mkdtemp(join(tmpdir(), 'presgen-linked-'));
  const taken: LinkedRig['taken'] = [];
  const faults = createFaults([], { now: () => AT, wakeAt: () => () => {} });
  if (!isEmpty) {
    faults.arm({ call: 'drive.files.create', fault: 'err503', nth: 1 });
    faults.arm({ call: '*', fault: 'rate429', rate: 0.05, seed: 7 });
    faults.arm({ call: PUSH, fault: 'pushTwice', nth: 1 });
    faults.push();
  }
  const mail = { folder: join(dir, 'outbox'), from: 'PresGen <presgen@localhost>', now: () => AT };
  if (!isEmpty) await writeLetters(mail);
  const rig = await openDriveRig(null, {
    faults: faultDesk(faults),
    intakeDir: join(dir, 'intake'),
    outbox: createOutboxShelf(mail, null),
    documentFault: createDocumentCheck(extract),
    uploads: {
      title: async () => null,
      add: async ({ fileName, bytes }) => {
        if (bytes instanceof Uint8Array) throw new Error('documents arrive as files');
        taken.push({ name: fileName, bytes: bytes.bytes });
        return { id: `upl_${taken.length}`, sha256: bytes.sha256, bytes: bytes.bytes };
      },
    },
    engine: {
      read: async () => ({ snapshot: { context: { outputs: { shared: [] } } } }),
      family: async () => [],
      accepts: async () => [],
    } as unknown as Engine,
    nameOf: async () => 'Ada Achterberg',
    linkDesk: {
      issue: async () => 0,
      wish: async () => {},
      wishes: async () => (isEmpty ? [] : [{ ...WISH, last_at: AT }]),
      renew: async () => false,
    },
  });
  const close = async () => {
    await rig.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { ...rig, taken, close };
}

/** One kept, one that the mail server has, one that it did not take. */
async function writeLetters(mail: { folder: string; from: string; now: () => number }) {
  const sends = [null, async () => {}, () => Promise.reject(new Error('connection lost'))];
  for (const [index, name] of ['Ada Achterberg', 'Bo Castellan', 'Zoë de la Fuente'].entries()) {
    const letter = newLink({ name, course: COURSE, url: 'http://127.0.0.1:8080/learn/token' });
    const email = `${name.split(' ')[0]}@learners.example`;
    const message = { ...letter, text: asText(letter), html: asHtml(letter) };
    await createOutbox({ ...mail, smtpUrl: null }, sends[index])
      .deliver({ ...message, key: `letter ${index}`, to: { name, email } })
      .catch(() => undefined);
  }
}
