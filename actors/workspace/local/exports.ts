/** Presentations in other formats: what Drive calls an export, and its limit of 10 MB. */
import { PPTX_MIME, SLIDES_MIME } from '../mime.ts';
import type { LocalContext } from './context.ts';
import { existing } from './files.ts';
import type { LocalFile } from './store.ts';
import { invalid, type WireCall, WireError } from './wire.ts';

const PDF_MIME = 'application/pdf';
const BYTES_MAX = 10 * 1024 * 1024;

/** What a presentation can be exported to on this machine. */
export function exportTypes(context: LocalContext): string[] {
  return context.toPdf === null ? [PPTX_MIME] : [PPTX_MIME, PDF_MIME];
}

export async function exportFile(call: WireCall): Promise<Response> {
  const wanted = call.query.get('mimeType');
  if (!wanted) throw invalid('Required parameter: mimeType');
  const file = await existing(call.context, call.params.fileId as string);
  if (file.mime !== SLIDES_MIME || file.sha256 === null) {
    throw new WireError(403, 'fileNotExportable', 'Export only supports Docs Editors files.');
  }
  const bytes = await convert(call.context, file, wanted);
  if (bytes.length > BYTES_MAX) {
    throw new WireError(
      403,
      'exportSizeLimitExceeded',
      'This file is too large to be exported: 10 MB is the limit.',
    );
  }
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': wanted } });
}

async function convert(
  context: LocalContext,
  file: LocalFile,
  wanted: string,
): Promise<Uint8Array> {
  const pptx = await context.blobs.read(file.sha256 as string);
  if (wanted === PPTX_MIME) return pptx;
  if (wanted !== PDF_MIME) throw invalid(`The requested conversion to ${wanted} is not supported.`);
  if (context.toPdf === null) {
    throw invalid(
      'The requested conversion to PDF needs LibreOffice, which is not installed here.',
    );
  }
  return context.toPdf(pptx);
}
