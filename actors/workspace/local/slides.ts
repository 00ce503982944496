/**
 * The Slides API's routes of the local workspace. A presentation is its PowerPoint file: what is
 * told is read from it, what is changed is written into it, so that an export is never out of step.
 */
import { SLIDES_MIME } from '../mime.ts';
import type { LocalContext } from './context.ts';
import { createFile, existing, showContent } from './files.ts';
import { applyRequest, type SlidesRequest } from './slides/batch.ts';
import { openDeck } from './slides/deck.ts';
import { presentationToWire } from './slides/presentation-wire.ts';
import type { LocalFile } from './store.ts';
import { storeBytes } from './stored-bytes.ts';
import { bodyOf, invalid, json, notFound, type Route, slidesRoute, type WireCall } from './wire.ts';

const ONE = '/v1/presentations/{presentationId}';

export const SLIDES_ROUTES: readonly Route[] = [
  slidesRoute('slides.presentations.create', 'POST', '/v1/presentations', create),
  slidesRoute('slides.presentations.get', 'GET', ONE, get),
  slidesRoute('slides.presentations.batchUpdate', 'POST', `${ONE}:batchUpdate`, batchUpdate),
];

async function create(call: WireCall): Promise<Response> {
  const { title, presentationId } = await bodyOf<{ title?: string; presentationId?: string }>(call);
  const wanted = { id: presentationId, name: title, mimeType: SLIDES_MIME };
  return answer(call, await createFile(call.context, wanted, null));
}

async function get(call: WireCall): Promise<Response> {
  return answer(call, await presentation(call));
}

async function answer(call: WireCall, file: LocalFile): Promise<Response> {
  const deck = await openDeck(await contentOf(call.context, file));
  const identity = { id: file.id, title: file.name, revision: revisionOf(file) };
  return json(await presentationToWire(deck, identity));
}

async function presentation(call: WireCall): Promise<LocalFile> {
  const file = await existing(call.context, call.params.presentationId as string);
  if (file.mime !== SLIDES_MIME) throw notFound('Requested entity was');
  return file;
}

function contentOf(context: LocalContext, file: LocalFile): Promise<Uint8Array> {
  return context.blobs.read(file.sha256 as string);
}

/** Names the content; the moment tells two revisions of the same content apart. */
function revisionOf({ sha256, modified_at }: Pick<LocalFile, 'sha256' | 'modified_at'>): string {
  return `${sha256?.slice(0, 16)}-${modified_at.toString(36)}`;
}

interface BatchBody {
  requests?: SlidesRequest[];
  writeControl?: { requiredRevisionId?: string };
}

/** All requests or none: the file is stored at the end, if nobody else stored one meanwhile. */
async function batchUpdate(call: WireCall): Promise<Response> {
  const { context } = call;
  const file = await presentation(call);
  const { requests = [], writeControl } = await bodyOf<BatchBody>(call);
  const required = writeControl?.requiredRevisionId;
  if (required !== undefined && required !== revisionOf(file)) {
    throw invalid('The required revision ID does not match the latest revision.');
  }
  const deck = await openDeck(await contentOf(context, file));
  const replies: object[] = [];
  for (const request of requests) replies.push(await applyRequest(deck, request));
  const now = context.now();
  const stored = await storeBytes(context.blobs, await deck.bytes(now));
  const content = { ...stored, modified_at: now };
  if (!(await context.store.replaceContent(file.id, file.sha256 as string, content))) {
    throw invalid('The presentation was changed at the same time.');
  }
  await showContent(context, file, { ...file, ...content });
  return json({
    presentationId: file.id,
    replies,
    writeControl: { requiredRevisionId: revisionOf(content) },
  });
}
