/** Drive's routes of the local workspace. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { LocalContext } from './context.ts';
import { project } from './fields.ts';
import {
  aliasOf,
  changeFile,
  createFile,
  deleteForGood,
  existing,
  type FileChange,
  type NewFile,
} from './files.ts';
import { compileQuery } from './search-query.ts';
import type { FileFilter, LocalFile } from './store.ts';
import { bodyOf, driveRoute, invalid, json, type Route, type WireCall } from './wire.ts';

const FILE_DEFAULT = 'kind,id,name,mimeType';
const FILES = '/drive/v3/files';
const ONE = `${FILES}/{fileId}`;

/** Literal paths come before templates that would swallow them. */
export const DRIVE_ROUTES: readonly Route[] = [
  driveRoute('drive.about.get', 'GET', '/drive/v3/about', about),
  driveRoute('drive.files.generateIds', 'GET', `${FILES}/generateIds`, generateIds),
  driveRoute('drive.files.list', 'GET', FILES, list),
  driveRoute('drive.files.create', 'POST', FILES, create),
  driveRoute('drive.files.get', 'GET', ONE, get),
  driveRoute('drive.files.update', 'PATCH', ONE, update),
  driveRoute('drive.files.delete', 'DELETE', ONE, remove),
  driveRoute('drive.files.copy', 'POST', `${ONE}/copy`, copy),
];

/** A file as Drive describes it. */
export function toWire(file: LocalFile, context: LocalContext): Record<string, unknown> {
  return {
    kind: 'drive#file',
    id: file.id,
    name: file.name,
    mimeType: file.mime,
    ...(file.parent === null ? {} : { parents: [file.parent] }),
    trashed: file.trashed,
    explicitlyTrashed: file.explicitly_trashed,
    appProperties: file.properties,
    createdTime: new Date(file.created_at).toISOString(),
    modifiedTime: new Date(file.modified_at).toISOString(),
    webViewLink: `${context.publicUrl()}/drive/${file.id}`,
    ...(file.sha256 === null
      ? {}
      : { size: String(file.bytes), md5Checksum: file.md5, sha256Checksum: file.sha256 }),
  };
}

/** Answers with the part of a file that was asked for. */
export function answerFile(call: WireCall, file: LocalFile): Response {
  return json(project(toWire(file, call.context), call.query.get('fields') ?? FILE_DEFAULT));
}

async function about(call: WireCall): Promise<Response> {
  const fields = call.query.get('fields');
  if (!fields) throw invalid('The fields parameter is required for this method.');
  const files = await call.context.store.files({ trashed: false });
  const used = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const body = {
    kind: 'drive#about',
    user: { kind: 'drive#user', displayName: 'Local workspace', me: true },
    storageQuota: { usage: String(used), usageInDrive: String(used) },
  };
  return json(project(body, fields));
}

async function generateIds(call: WireCall): Promise<Response> {
  const count = Number(call.query.get('count') ?? 10);
  if (!(count >= 1 && count <= 1000)) throw invalid('count must be between 1 and 1000.');
  const ids = Array.from({ length: count }, () => call.context.nextId());
  return json({ kind: 'drive#generatedIds', space: 'drive', ids });
}

async function list(call: WireCall): Promise<Response> {
  const q = call.query.get('q') ?? '';
  const matches = q === '' ? () => true : compileQuery(q.replaceAll("'root' in", rootTerm));
  const found = (await call.context.store.files(narrow(q))).filter(matches);
  sort(found, call.query.get('orderBy') ?? 'createdTime');
  const from = Number(call.query.get('pageToken') ?? 0);
  const size = Number(call.query.get('pageSize') ?? 100);
  if (!Number.isInteger(from)) throw invalid('Invalid Value: pageToken');
  const next = from + size < found.length ? { nextPageToken: String(from + size) } : {};
  const files = found.slice(from, from + size).map((file) => toWire(file, call.context));
  const body = { kind: 'drive#fileList', incompleteSearch: false, files, ...next };
  const wanted =
    call.query.get('fields') ?? `kind,incompleteSearch,nextPageToken,files(${FILE_DEFAULT})`;
  return json(project(body, wanted));
}

function rootTerm(): string {
  return `'${aliasOf('root')}' in`;
}

/** A first cut the store can make by index; only where the query is a plain conjunction. */
function narrow(q: string): FileFilter {
  const certain = / or /.test(q) ? (q.split('(')[0] as string) : q;
  const mime = /mimeType = '([^'\\]+)'/.exec(certain)?.[1];
  const property = /appProperties has \{ key='([^'\\]+)' and value='([^'\\]+)' \}/.exec(certain);
  return {
    ...(mime && !certain.includes('not ') ? { mime } : {}),
    ...(property && !certain.includes('not ')
      ? { property: { key: property[1] as string, value: property[2] as string } }
      : {}),
  };
}

function sort(files: LocalFile[], orderBy: string): void {
  if (orderBy === 'createdTime') return;
  if (orderBy === 'name') files.sort((a, b) => a.name.localeCompare(b.name));
  else if (orderBy === 'modifiedTime') files.sort((a, b) => a.modified_at - b.modified_at);
  else throw invalid(`Invalid Value: orderBy ${orderBy}`);
}

async function create(call: WireCall): Promise<Response> {
  return answerFile(call, await createFile(call.context, await bodyOf<NewFile>(call), null));
}

async function get(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  return call.query.get('alt') === 'media' ? media(call, file) : answerFile(call, file);
}

async function media(call: WireCall, file: LocalFile): Promise<Response> {
  if (file.sha256 === null) throw invalid('Only files with binary content can be downloaded.');
  const path = call.context.blobs.path(file.sha256);
  const { size } = await stat(path);
  const body = Readable.toWeb(createReadStream(path)) as unknown as BodyInit;
  return new Response(body, {
    headers: { 'content-type': file.mime, 'content-length': String(size) },
  });
}

async function update(call: WireCall): Promise<Response> {
  const body = await bodyOf<FileChange>(call);
  const parent = call.query.get('addParents')?.split(',')[0];
  const change: FileChange = {
    name: body.name,
    trashed: body.trashed,
    appProperties: body.appProperties,
    parent: parent === undefined ? undefined : aliasOf(parent),
  };
  return answerFile(call, await changeFile(call.context, call.params.fileId as string, change));
}

async function remove(call: WireCall): Promise<Response> {
  await deleteForGood(call.context, call.params.fileId as string);
  return new Response(null, { status: 204 });
}

async function copy(call: WireCall): Promise<Response> {
  const source = await existing(call.context, call.params.fileId as string);
  const wanted = await bodyOf<NewFile>(call);
  const content =
    source.sha256 === null
      ? null
      : { sha256: source.sha256, md5: source.md5 as string, bytes: source.bytes as number };
  const made = await createFile(
    call.context,
    {
      ...wanted,
      name: wanted.name ?? `Copy of ${source.name}`,
      mimeType: source.mime,
      parents: wanted.parents ?? (source.parent === null ? undefined : [source.parent]),
    },
    content,
  );
  return answerFile(call, made);
}
