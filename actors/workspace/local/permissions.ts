/** Who may read a file: Drive's permission routes of the local workspace. */
import { createHash } from 'node:crypto';
import { project } from './fields.ts';
import { existing } from './files.ts';
import type { LocalPermission } from './store.ts';
import { bodyOf, driveRoute, invalid, json, notFound, type Route, type WireCall } from './wire.ts';

const ALL = '/drive/v3/files/{fileId}/permissions';

export const PERMISSION_ROUTES: readonly Route[] = [
  driveRoute('drive.permissions.list', 'GET', ALL, listPermissions),
  driveRoute('drive.permissions.create', 'POST', ALL, createPermission),
  driveRoute('drive.permissions.delete', 'DELETE', `${ALL}/{permissionId}`, dropPermission),
];

async function listPermissions(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  const permissions = (await call.context.store.permissions(file.id)).map(permissionToWire);
  const body = { kind: 'drive#permissionList', permissions };
  return json(project(body, call.query.get('fields') ?? 'kind,permissions(kind,id,type,role)'));
}

async function createPermission(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  const body = await bodyOf<{ type?: string; role?: string; emailAddress?: string; view?: string }>(
    call,
  );
  if (!body.type || !body.role) throw invalid('The permission type and role are required.');
  if (body.type === 'user' && !body.emailAddress) throw invalid('emailAddress is required.');
  const permission: LocalPermission = {
    id: permissionId(body.type, body.emailAddress ?? ''),
    file: file.id,
    type: body.type,
    role: body.role,
    address: body.emailAddress ?? null,
    view: body.view ?? null,
  };
  await call.context.store.putPermission(permission);
  const wanted = call.query.get('fields') ?? 'kind,id,type,role';
  return json(project(permissionToWire(permission), wanted));
}

/** One permission a person and file, whoever asks how often: the id follows from the address. */
function permissionId(type: string, address: string): string {
  const hash = createHash('sha256').update(`${type}/${address.toLowerCase()}`).digest();
  return hash.readBigUInt64BE(0).toString();
}

function permissionToWire(permission: LocalPermission): Record<string, unknown> {
  return {
    kind: 'drive#permission',
    id: permission.id,
    type: permission.type,
    role: permission.role,
    ...(permission.address === null ? {} : { emailAddress: permission.address }),
    ...(permission.view === null ? {} : { view: permission.view }),
  };
}

async function dropPermission(call: WireCall): Promise<Response> {
  const { fileId, permissionId: id } = call.params as { fileId: string; permissionId: string };
  await existing(call.context, fileId);
  if (!(await call.context.store.deletePermission(fileId, id))) throw notFound(`Permission ${id}`);
  return new Response(null, { status: 204 });
}
