/** Who may read a file: Drive's permission routes of the local workspace. */
import { createHash } from 'node:crypto';
import { project } from './fields.ts';
import { existing } from './files.ts';
import type { LocalPermission } from './store.ts';
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

const ALL = '/drive/v3/files/{fileId}/permissions';
const ONE = `${ALL}/{permissionId}`;
const DEFAULT = 'kind,id,type,role';

export const PERMISSION_ROUTES: readonly Route[] = [
  driveRoute('drive.permissions.list', 'GET', ALL, listPermissions),
  driveRoute('drive.permissions.create', 'POST', ALL, createPermission),
  driveRoute('drive.permissions.get', 'GET', ONE, getPermission),
  driveRoute('drive.permissions.update', 'PATCH', ONE, updatePermission),
  driveRoute('drive.permissions.delete', 'DELETE', ONE, dropPermission),
];

/** Pages by id. Who may only answer a form is told of where the published view is asked for. */
async function listPermissions(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  const size = numberIn(call, 'pageSize', { fallback: 100, max: 100 });
  const after = call.query.get('pageToken') ?? '';
  const views = [null, call.query.get('includePermissionsForView')];
  const found = (await call.context.store.permissions(file.id))
    .filter(({ view, id }) => views.includes(view) && id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = found.slice(0, size);
  const body = {
    kind: 'drive#permissionList',
    permissions: page.map(toWire),
    ...(found.length > size ? { nextPageToken: page.at(-1)?.id } : {}),
  };
  const wanted = call.query.get('fields') ?? `kind,nextPageToken,permissions(${DEFAULT})`;
  return json(project(body, wanted));
}

interface Wanted {
  type?: string;
  role?: string;
  emailAddress?: string;
  domain?: string;
  view?: string;
  expirationTime?: string;
}

const ADDRESSED: Record<string, 'emailAddress' | 'domain' | null> = {
  user: 'emailAddress',
  group: 'emailAddress',
  domain: 'domain',
  anyone: null,
};
/** What the local drive tells apart; the roles of shared drives and of owners have no meaning here. */
const ROLES = ['reader', 'commenter', 'writer'];

async function createPermission(call: WireCall): Promise<Response> {
  const file = await existing(call.context, call.params.fileId as string);
  const wanted = await bodyOf<Wanted>(call);
  const address = addressOf(wanted);
  assertRole(wanted.role, wanted.view ?? null);
  const type = wanted.type as string;
  const permission: LocalPermission = {
    id: permissionId(type, address ?? ''),
    file: file.id,
    type,
    role: wanted.role as string,
    address,
    view: wanted.view ?? null,
  };
  await call.context.store.putPermission(permission);
  return answer(call, permission);
}

function addressOf(wanted: Wanted): string | null {
  const { type = '' } = wanted;
  if (!Object.hasOwn(ADDRESSED, type)) {
    throw invalid(`The permission type must be one of ${Object.keys(ADDRESSED).join(', ')}.`);
  }
  if (wanted.expirationTime) throw invalid('The local drive has no permissions that expire.');
  const field = ADDRESSED[type];
  if (!field) return null;
  const address = wanted[field];
  if (!address) throw invalid(`${field} is required for the permission type ${type}.`);
  return address;
}

function assertRole(role: string | undefined, view: string | null): void {
  if (role === undefined || !ROLES.includes(role)) {
    throw invalid(`The permission role must be one of ${ROLES.join(', ')}.`);
  }
  if (view === null) return;
  if (view !== 'published')
    throw invalid('The only view with permissions of its own is published.');
  if (role !== 'reader') throw invalid('The published view has readers only.');
}

async function getPermission(call: WireCall): Promise<Response> {
  return answer(call, await existingPermission(call));
}

async function updatePermission(call: WireCall): Promise<Response> {
  const before = await existingPermission(call);
  const { role, ...rest } = await bodyOf<Wanted>(call);
  const other = Object.keys(rest)[0];
  if (other !== undefined) {
    throw new WireError(403, 'fieldNotWritable', `The field ${other} cannot be changed.`);
  }
  assertRole(role, before.view);
  const after = { ...before, role: role as string };
  await call.context.store.putPermission(after);
  return answer(call, after);
}

async function existingPermission(call: WireCall): Promise<LocalPermission> {
  const { fileId, permissionId: id } = call.params as { fileId: string; permissionId: string };
  const file = await existing(call.context, fileId);
  const found = (await call.context.store.permissions(file.id)).find((one) => one.id === id);
  if (!found) throw notFound(`Permission ${id}`);
  return found;
}

function answer(call: WireCall, permission: LocalPermission): Response {
  return json(project(toWire(permission), call.query.get('fields') ?? DEFAULT));
}

/** One permission a person and file, whoever asks how often: the id follows from the address. */
function permissionId(type: string, address: string): string {
  const hash = createHash('sha256').update(`${type}/${address.toLowerCase()}`).digest();
  return hash.readBigUInt64BE(0).toString();
}

function toWire(permission: LocalPermission): Record<string, unknown> {
  const { id, type, role, address, view } = permission;
  const field = ADDRESSED[type];
  return {
    kind: 'drive#permission',
    id,
    type,
    role,
    ...(field && address !== null ? { [field]: address } : {}),
    ...(view === null ? {} : { view }),
  };
}

async function dropPermission(call: WireCall): Promise<Response> {
  const { id, file } = await existingPermission(call);
  await call.context.store.deletePermission(file, id);
  return new Response(null, { status: 204 });
}
