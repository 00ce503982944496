/** Finds everything about one learner of one workflow that is to go, and says what will stay. */
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ordinalOf } from '../actors/drive/writes.ts';
import { digest } from '../actors/notification/post.ts';
import { localAddress } from '../actors/workspace/addresses.ts';
import { tagOf } from '../actors/workspace/tag.ts';
import type { Effect } from '../persistence/effect-ledger.ts';
import type {
  LearnerArtifact,
  LearnerPlace,
  LearnerRows,
  LearnerTraces,
} from '../persistence/learner-traces.ts';
import type { Records } from './records.ts';
import { MARKER } from './run.ts';

export interface Erasure {
  place: LearnerPlace;
  rows: LearnerRows;
  answers: number;
  rights: number;
  artifacts: LearnerArtifact[];
  /** Files of theirs in the local workspace, by id. */
  files: string[];
  /** Checksums of the blobs nothing else refers to. */
  blobs: string[];
  /** Paths: mails in the outbox, parts of broken uploads, copies that `run` put beside the data. */
  mails: string[];
  parts: string[];
  copies: string[];
  /** Lines about what an operator has to remove on Google. */
  onGoogle: string[];
  /** Mails that a mail server took over. */
  sent: number;
}

export interface Search {
  records: Records;
  traces: LearnerTraces;
  dataDir: string;
  google: boolean;
  learner: string;
  /** The learner's real address to look for, or null where the ledger has to do. */
  email: string | null;
}

/** Reads only. */
export async function planErasure(search: Search, place: LearnerPlace): Promise<Erasure> {
  const { records, traces, learner } = search;
  const { workflow } = place;
  const effects = await records.ledger.ofWorkflow(workflow);
  const artifacts = await traces.artifacts(workflow, learner);
  const filed = effects.filter(({ key }) => artifacts.some(({ id }) => isFilingOf(key, id)));
  const own = filed.flatMap(idsIn);
  const objects = [...new Set(effects.flatMap(idsIn))];
  const uploads = await traces.brokenUploads(filed.map(({ key }) => tagOf(key)));
  const address = localAddress(learner);
  const edited = await traces.contents(own);
  const checksums = [...artifacts.map(({ sha256 }) => sha256), ...edited];
  const without = { artifacts: artifacts.map(({ id }) => id), files: own };
  const mails = effects.filter((each) => isMailTo(each, learner));
  return {
    place,
    rows: { workflow, learner, address, files: objects, uploads },
    answers: await traces.answers(objects, learner),
    rights: await traces.rights(objects, address),
    artifacts,
    files: await traces.filesThere(own),
    blobs: await traces.unreferenced(checksums, without),
    mails: await mailsIn(join(search.dataDir, 'workspace', 'outbox'), mails, search.email),
    parts: await present(uploads.map((id) => join(search.dataDir, 'workspace', 'uploads', id))),
    copies: await copiesBeside(search.dataDir, artifacts),
    onGoogle: search.google ? linesFor(filed, effects, learner) : [],
    sent: mails.filter(({ ref }) => ref?.sent === true).length,
  };
}

/** Ids of what a write made or touched; they were chosen beforehand where that is possible. */
function idsIn({ planned_id, ref }: Effect): string[] {
  return [planned_id, ref?.id, ref?.file].filter((id) => typeof id === 'string');
}

function isFilingOf(key: string, artifact: string): boolean {
  return key.endsWith(`/artifact.${artifact}`);
}

function isMailTo({ call, key }: Effect, learner: string): boolean {
  return call === 'mail.send' && key.endsWith(`/${learner}`);
}

/** By the ledger, which knows a mail before it is written; by the address, whatever else lies there. */
async function mailsIn(outbox: string, mails: Effect[], email: string | null): Promise<string[]> {
  const named = new Set(mails.map(({ key }) => digest(key)));
  const found: string[] = [];
  for (const name of await readdir(outbox).catch(noFolder)) {
    const path = join(outbox, name);
    const isNamed = named.has(name.slice(0, name.indexOf('.')));
    if (isNamed || (email !== null && isAddressedTo(await readFile(path, 'utf8'), email)))
      found.push(path);
  }
  return found;
}

/** Headers may be folded, so a line that starts with a blank belongs to the one before. */
function isAddressedTo(mail: string, email: string): boolean {
  const [head = ''] = mail.split(/\r?\n\r?\n/, 1);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const wanted = email.toLowerCase();
  return lines.some((line) => /^(to|cc|bcc):/i.test(line) && line.toLowerCase().includes(wanted));
}

/** A folder that `run` made has the data in `data` and copies of the artefacts beside it. */
async function copiesBeside(dataDir: string, artifacts: LearnerArtifact[]): Promise<string[]> {
  const out = dirname(dataDir);
  const marked = await present([join(out, MARKER)]);
  if (basename(dataDir) !== 'data' || marked.length === 0) return [];
  const paths = artifacts.map(({ type, name }) => join(out, 'artifacts', type, name));
  return present([...new Set(paths)]);
}

async function present(paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths)
    await access(path).then(
      () => found.push(path),
      () => {},
    );
  return found;
}

function linesFor(filed: Effect[], effects: Effect[], learner: string): string[] {
  const isOpen = ({ state }: Effect) => state !== 'compensated';
  const files = filed.filter(isOpen).map(({ planned_id, ref }) => {
    const where = ref?.url ?? ref?.id ?? planned_id;
    return `remove the file ${where}, from the trash too`;
  });
  const theirs = effects.filter(
    (each) =>
      isOpen(each) &&
      each.call === 'drive.permissions.create' &&
      ordinalOf(each.key).split('.').slice(2).join('.') === learner,
  );
  const rights = theirs.map((each) => {
    const { file = each.planned_id, permission } = each.ref ?? {};
    const isForm = each.key.includes('/publish.');
    const answers = isForm ? ', and their answers from that form' : '';
    return `remove their right ${permission ?? '(by address)'} on ${file}${answers}`;
  });
  return [...files, ...rights];
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
