/** The log of changes: Drive's change routes of the local workspace. */
import { project } from './fields.ts';
import { driveRoute, invalid, json, type Route, type WireCall } from './wire.ts';

const ALL = '/drive/v3/changes';

export const CHANGE_ROUTES: readonly Route[] = [
  driveRoute('drive.changes.getStartPageToken', 'GET', `${ALL}/startPageToken`, startToken),
  driveRoute('drive.changes.list', 'GET', ALL, changes),
];

async function startToken(call: WireCall): Promise<Response> {
  const position = await call.context.store.lastChange();
  return json({ kind: 'drive#startPageToken', startPageToken: String(position + 1) });
}

async function changes(call: WireCall): Promise<Response> {
  const from = Number(call.query.get('pageToken'));
  if (!Number.isInteger(from) || from < 1) throw invalid('Invalid Value: pageToken');
  const size = Number(call.query.get('pageSize') ?? 100);
  const found = await call.context.store.changes(from - 1, size);
  const last = found.at(-1)?.position ?? from - 1;
  const body = {
    kind: 'drive#changeList',
    changes: found.map((change) => ({
      kind: 'drive#change',
      changeType: 'file',
      fileId: change.file,
      removed: change.removed,
      time: new Date(change.at).toISOString(),
    })),
    ...(found.length === size
      ? { nextPageToken: String(last + 1) }
      : { newStartPageToken: String(last + 1) }),
  };
  const wanted = call.query.get('fields') ?? 'kind,nextPageToken,newStartPageToken,changes(*)';
  return json(project(body, wanted));
}
