/** The log of changes: Drive's change routes of the local workspace. */
import type { LocalContext } from './context.ts';
import { project } from './fields.ts';
import { FILE_DEFAULT, toWire } from './file-wire.ts';
import type { LocalChange } from './store.ts';
import { driveRoute, invalid, json, numberIn, type Route, type WireCall } from './wire.ts';

const ALL = '/drive/v3/changes';

export const CHANGE_ROUTES: readonly Route[] = [
  driveRoute('drive.changes.getStartPageToken', 'GET', `${ALL}/startPageToken`, startToken),
  driveRoute('drive.changes.list', 'GET', ALL, changes),
];

async function startToken(call: WireCall): Promise<Response> {
  const position = await call.context.store.lastChange();
  return json({ kind: 'drive#startPageToken', startPageToken: String(position + 1) });
}

/** One cursor follows the whole drive; the token of the last page is where to go on later. */
async function changes(call: WireCall): Promise<Response> {
  const from = Number(call.query.get('pageToken') ?? Number.NaN);
  if (!Number.isSafeInteger(from) || from < 1) throw invalid('Invalid Value: pageToken');
  const size = numberIn(call, 'pageSize', { fallback: 100, max: 1000 });
  // One more than asked for tells whether another page follows.
  const found = await call.context.store.changes(from - 1, size + 1);
  const page = found.slice(0, size);
  const next = String((page.at(-1)?.position ?? from - 1) + 1);
  const withRemoved = call.query.get('includeRemoved') !== 'false';
  const told = page.filter(({ removed }) => withRemoved || !removed);
  const body = {
    kind: 'drive#changeList',
    changes: await Promise.all(told.map((change) => changeToWire(call.context, change))),
    ...(found.length > size ? { nextPageToken: next } : { newStartPageToken: next }),
  };
  return json(project(body, call.query.get('fields') ?? DEFAULT));
}

const DEFAULT =
  'kind,nextPageToken,newStartPageToken,' +
  `changes(kind,changeType,fileId,removed,time,file(${FILE_DEFAULT}))`;

/** A change tells the file as it is now; later changes of it follow all the same. */
async function changeToWire(context: LocalContext, change: LocalChange): Promise<object> {
  const file = change.removed ? null : await context.store.file(change.file);
  return {
    kind: 'drive#change',
    changeType: 'file',
    fileId: change.file,
    removed: change.removed,
    time: new Date(change.at).toISOString(),
    ...(file ? { file: toWire(file, context) } : {}),
  };
}
