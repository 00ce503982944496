/** Reads a request file for an unattended run: YAML or JSON, document paths relative to the file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';

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

/** @throws Error with one plain line: file missing, not YAML, or a document that does not exist. */
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
  return {
    request,
    documents,
    rehearsal: (request.rehearsal ?? null) as Rehearsal | null,
    learners: (request.learners ?? []) as RequestFile['learners'],
  };
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
