/** Reads a request file for an unattended run: YAML or JSON, document paths relative to the file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a learner does in a rehearsal. */
export type RehearsedLearner =
  | { ability: number; weak_domains?: string[] }
  | { never_answers: true };

export interface Rehearsal {
  approvers: string[];
  learners: Record<string, RehearsedLearner>;
}

export interface DocumentFile {
  path: string;
  title: string;
}

export interface RequestFile {
  /** The request as written, documents still by path. */
  request: Record<string, unknown>;
  documents: DocumentFile[];
  rehearsal: Rehearsal | null;
  learners: { id: string; name: string; email: string }[];
}

/** Kinds worth offering when a folder is named; anything may be named by itself. */
const READABLE = new Set(['.md', '.markdown', '.html', '.htm', '.pdf', '.docx', '.pptx', '.txt']);

/**
 * @throws Error with one plain line: file missing, not YAML, a document that does not exist, or a
 * rehearsal that cannot be played.
 */
export async function readRequestFile(path: string): Promise<RequestFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`cannot read ${path}`);
  });
  const request = parseRequest(text, path);
  const named = Array.isArray(request.documents) ? request.documents : [];
  const base = dirname(resolve(path));
  const documents: DocumentFile[] = [];
  for (const [index, document] of named.entries()) {
    documents.push(...(await expand(base, document, `documents[${index}].path`)));
  }
  const learners = (request.learners ?? []) as RequestFile['learners'];
  return { request, documents, rehearsal: rehearsalOf(request.rehearsal, learners), learners };
}

const rehearsal = z.strictObject({
  approvers: z.array(z.string().min(1)).min(1),
  learners: z.record(
    z.string(),
    z.strictObject({
      ability: z.number().min(0).max(1).optional(),
      weak_domains: z.array(z.string()).optional(),
      never_answers: z.literal(true).optional(),
    }),
  ),
});

function rehearsalOf(section: unknown, learners: unknown): Rehearsal | null {
  if (section === undefined || section === null) return null;
  const parsed = rehearsal.safeParse(section);
  const issue = parsed.error?.issues[0];
  if (issue) throw new Error(`${['rehearsal', ...issue.path].join('.')}: ${issue.message}`);
  const known = new Set(Array.isArray(learners) ? learners.map((each) => each?.id) : []);
  for (const [id, part] of Object.entries(parsed.data?.learners ?? {})) {
    if (!known.has(id)) throw new Error(`rehearsal.learners.${id}: is no learner of this request`);
    if ((part.ability === undefined) === (part.never_answers === undefined))
      throw new Error(`rehearsal.learners.${id}: needs either an ability or never_answers`);
  }
  return parsed.data as Rehearsal;
}

function parseRequest(text: string, path: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    const first = String((error as Error).message).split('\n')[0];
    throw new Error(`${path} is neither YAML nor JSON: ${first}`, { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`${path} must hold one request object`);
  }
  return parsed as Record<string, unknown>;
}

async function expand(base: string, document: unknown, field: string): Promise<DocumentFile[]> {
  const { path, title } = (document ?? {}) as { path?: unknown; title?: unknown };
  if (typeof path !== 'string') throw new Error(`${field}: a document needs a path`);
  const full = resolve(base, path);
  const found = await stat(full).catch(() => {
    throw new Error(`${field}: ${path} does not exist`);
  });
  if (!found.isDirectory()) {
    return [{ path: full, title: typeof title === 'string' ? title : basename(path) }];
  }
  const entries = await readdir(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && READABLE.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file, title: relative(full, file) }));
}
