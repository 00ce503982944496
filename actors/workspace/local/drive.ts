/** Drive's routes of the local workspace. */
import { PPTX_MIME, SLIDES_MIME } from '../mime.ts';
import { ROOT_ID } from './context.ts';
import { copyFile } from './copies.ts';
import { exportFile, exportTypes } from './exports.ts';
import { project } from './fields.ts';
import { sendContent } from './file-content.ts';
import { listFiles } from './file-list.ts';
import { answerFile } from './file-wire.ts';
import {
  aliasOf,
  changeFile,
  createFile,
  deleteForGood,
  existing,
  type FileChange,
  type NewFile,
} from './files.ts';
import {
  bodyOf,
  driveRoute,
  invalid,
  json,
  notFound,
  numberIn,
  type Route,
  type WireCall,
  WireError,
} from './wire.ts';

const FILES = '/drive/v3/files';
const ONE = `${FILES}/{fileId}`;

/** Literal paths come before templates that would swallow them. */
export const DRIVE_ROUTES: readonly Route[] = [
  driveRoute('drive.about.get', 'GET', '/drive/v3/about', about),
  driveRoute('drive.files.generateIds', 'GET', `${FILES}/generateIds`, generateIds),
  driveRoute('drive.files.list', 'GET', FILES, listFiles),
  driveRoute('drive.files.create', 'POST', FILES, create),
  driveRoute('drive.files.get', 'GET', ONE, get),
  driveRoute('drive.files.update', 'PATCH', ONE, update),
  driveRoute('drive.files.delete', 'DELETE', ONE, remove),
  driveRoute('drive.files.copy', 'POST', `${ONE}/copy`, copyFile),
  driveRoute('drive.files.export', 'GET', `${ONE}/export`, exportFile),
  driveRoute('drive.drives.get', 'GET', '/drive/v3/drives/{driveId}', drive),
];

async function about(call: WireCall): Promise<Response> {
  const fields = call.query.get('fields');
  if (!fields) throw invalid('The fields parameter is required for this method.');
  const files = await call.context.store.files({ trashed: false });
  const used = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const body = {
    kind: 'drive#about',
    user: { kind: 'drive#user', displayName: 'Local workspace', me: true, permissionId: 'local' },
    storageQuota: { usage: String(used), usageInDrive: String(used) },
    importFormats: { [PPTX_MIME]: [SLIDES_MIME] },
    exportFormats: { [SLIDES_MIME]: exportTypes(call.context) },
    canCreateDrives: false,
  };
  return json(project(body, fields));
}

async function generateIds(call: WireCall): Promise<Response> {
  const count = numberIn(call, 'count', { fallback: 10, max: 1000 });
  const ids = Array.from({ length: count }, () => call.context.nextId());
  return json({ kind: 'drive#generatedIds', space: 'drive', ids });
}

/** The one shared drive there is: the top folder by its other name. */
async function drive(call: WireCall): Promise<Response> {
  if (aliasOf(call.params.driveId as string) !== ROOT_ID) {
    throw notFound(`Shared drive ${call.params.driveId}`);
  }
  const body = { kind: 'drive#drive', id: ROOT_ID, name: 'Local drive', hidden: false };
  return json(project(body, call.query.get('fields') ?? 'kind,id,name'));
}

async function create(call: WireCall): Promise<Response> {
  return answerFile(call, await createFile(call.context, await bodyOf<NewFile>(call), null));
}

async function get(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  return call.query.get('alt') === 'media' ? sendContent(call, file) : answerFile(call, file);
}

async function update(call: WireCall): Promise<Response> {
  const id = call.params.fileId as string;
  const body = await bodyOf<FileChange>(call);
  const change: FileChange = {
    name: body.name,
    trashed: body.trashed,
    appProperties: body.appProperties,
    parent: await newParent(call, id),
  };
  return answerFile(call, await changeFile(call.context, id, change));
}

/** A file lies in one folder: whatever is added has to replace what is removed. */
async function newParent(call: WireCall, id: string): Promise<string | undefined> {
  const named = (name: string): string[] =>
    (call.query.get(name) ?? '').split(',').filter(Boolean).map(aliasOf);
  const [added, removed] = [named('addParents'), named('removeParents')];
  if (added.length === 0 && removed.length === 0) return undefined;
  const { parent } = await existing(call.context, id);
  const kept = [parent].filter((one) => one !== null && !removed.includes(one));
  const parents = [...new Set([...kept, ...added])];
  if (parents.length > 1) {
    throw new WireError(403, 'cannotAddParent', 'Increasing the number of parents is not allowed');
  }
  if (parents.length === 0) {
    throw new WireError(403, 'cannotRemoveLastParent', 'A file has to lie in some folder.');
  }
  return parents[0] as string;
}

async function remove(call: WireCall): Promise<Response> {
  await deleteForGood(call.context, call.params.fileId as string);
  return new Response(null, { status: 204 });
}
