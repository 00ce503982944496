/** Documents of a request: uploads by id, or files below the folder the operator allows. */
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { type FieldFault, invalid } from './problem.ts';
import type { ServerPorts } from './server-ports.ts';

interface NamedDocument {
  upload?: string | undefined;
  path?: string | undefined;
  title?: string | undefined;
}

/** Largest single document, in bytes. */
export const DOCUMENT_BYTES_MAX = 100 * 1024 * 1024;

/** @throws Problem 422 naming each document that cannot be taken. */
export async function takeDocuments(
  ports: Pick<ServerPorts, 'uploads' | 'config'>,
  named: NamedDocument[],
): Promise<{ upload: string; title: string }[]> {
  const taken: { upload: string; title: string }[] = [];
  const faults: FieldFault[] = [];
  for (const [index, document] of named.entries()) {
    const found = await takeOne(ports, document);
    if ('message' in found)
      faults.push({ path: `documents[${index}]${found.field}`, message: found.message });
    else taken.push(found);
  }
  if (faults.length > 0) throw invalid(faults);
  return taken;
}

type Taken = { upload: string; title: string } | { field: string; message: string };

async function takeOne(
  ports: Pick<ServerPorts, 'uploads' | 'config'>,
  document: NamedDocument,
): Promise<Taken> {
  const { upload, path, title } = document;
  if ((upload === undefined) === (path === undefined))
    return { field: '', message: 'name either an upload or a path' };
  if (upload !== undefined) {
    const known = await ports.uploads.title(upload);
    if (known === null) return { field: '.upload', message: `there is no upload ${upload}` };
    return { upload, title: title || known };
  }
  const file = await allowedFile(ports.config.documentsDir, path ?? '');
  return typeof file === 'string'
    ? { field: '.path', message: file }
    : takeFile(ports, file.path, title);
}

async function allowedFile(
  folder: string | null,
  path: string,
): Promise<{ path: string } | string> {
  if (folder === null)
    return 'this server takes no paths; upload the file to /api/uploads and name its upload id';
  const full = resolve(folder, path);
  if (!full.startsWith(folder + sep)) return 'lies outside the documents folder';
  const found = await stat(full).catch(() => null);
  if (!found?.isFile()) return 'does not exist or is not a file';
  return found.size > DOCUMENT_BYTES_MAX ? 'is larger than 100 MiB' : { path: full };
}

async function takeFile(
  ports: Pick<ServerPorts, 'uploads'>,
  path: string,
  title: string | undefined,
): Promise<{ upload: string; title: string }> {
  const fileName = basename(path);
  const { id } = await ports.uploads.add({
    fileName,
    title: title || fileName,
    mime: 'application/octet-stream',
    bytes: await readFile(path),
    workflow: null,
  });
  return { upload: id, title: title || fileName };
}
