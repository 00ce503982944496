/** A file as Drive describes it, and as much of that as was asked for. */
import { SLIDES_MIME } from '../mime.ts';
import type { LocalContext } from './context.ts';
import { project } from './fields.ts';
import type { LocalFile } from './store.ts';
import { json, type WireCall } from './wire.ts';

/** What Drive tells of a file unless asked for more. */
export const FILE_DEFAULT = 'kind,id,name,mimeType';

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
    ...contentOf(file),
  };
}

/** An editor's document has a size but neither checksum nor bytes of its own: those are exported. */
function contentOf(file: LocalFile): Record<string, unknown> {
  if (file.sha256 === null) return {};
  const size = { size: String(file.bytes) };
  if (file.mime === SLIDES_MIME) return size;
  return { ...size, md5Checksum: file.md5, sha256Checksum: file.sha256 };
}

/** Answers with the part of a file that was asked for. */
export function answerFile(call: WireCall, file: LocalFile): Response {
  return json(project(toWire(file, call.context), call.query.get('fields') ?? FILE_DEFAULT));
}
