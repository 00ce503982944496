/** What lies in a data directory after a run: every object outside, every mail, every record. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../persistence/database.ts';
import { WORKFLOW } from './template.ts';

export interface Account {
  status: string;
  /** Live files and folders of the drive as `parent/name`, sorted. */
  files: string[];
  /** Tags of live files: each write leaves one, so none may come twice. */
  tags: string[];
  forms: string[];
  responses: string[];
  /** `recipient: subject` of every mail. */
  mails: string[];
  /** `type/name vN` of every version of every artefact, but for responses: one a reading. */
  artefacts: string[];
  /** Checksums of the artefacts whose bytes depend on nothing but the request. */
  checksums: string[];
  /** `step/write state` of every row of the effect ledger. */
  effects: string[];
  /**
   * What must be empty at the end: unfinished calls, dead letters, half-written files, and journal
   * entries dated before the one they follow.
   */
  leftovers: string[];
}

/** Steps the workflow is in and has not completed, as the last committed turn says; [] once ended. */
export async function activeSteps(out: string): Promise<string[]> {
  return withDatabase(out, async (database) => {
    const rows = await database.sql<{ value: unknown; status: string }>(
      'select value, status from actor where address = ?',
      [WORKFLOW],
    );
    return stepsIn(rows[0]?.value);
  });
}

function stepsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === 'completed' ? [] : [name, ...stepsIn(inner)],
  );
}

export async function accountOf(out: string): Promise<Account> {
  const disk = await onDisk(out);
  return withDatabase(out, async (database) => {
    const column = async (text: string) =>
      (await database.sql<{ line: string }>(text)).map(({ line }) => line).sort();
    return {
      status: (
        await column(`select view_status as line from actor where address = '${WORKFLOW}'`)
      ).join(),
      files: await column(FILES),
      tags: await column('select tag as line from ws_file where tag is not null and not trashed'),
      forms: await column(FORMS),
      responses: await column(`select r.respondent || ' ' || (r.answers::jsonb)::text as line
        from ws_response r`),
      mails: disk.mails,
      artefacts: await column(ARTEFACTS),
      checksums: await column(CHECKSUMS),
      effects: (await column(EFFECTS)).map(withoutIds).sort(),
      leftovers: [
        ...disk.leftovers,
        ...(await column("select 'activity ' || key as line from activity")),
        ...(await column("select 'dead letter ' || event_id as line from dead_letter")),
        ...(await column(BACKWARDS)),
      ],
    };
  });
}

const FILES = `select coalesce(p.name, '') || '/' || f.name as line
  from ws_file f left join ws_file p on p.id = f.parent where not f.trashed`;
const FORMS = `select f.title || ': ' || f.published || ' ' || f.accepting || ' ' ||
  json_array_length(f.items) as line
  from ws_form f join ws_file d on d.id = f.id where not d.trashed`;
const ARTEFACTS = `select type || '/' || name || ' v' || version as line from artifact
  where type <> 'responses'`;
const CHECKSUMS = `select type || '/' || name || ' ' || sha256 as line from artifact
  where type in ('document', 'coverage', 'questions', 'gaps', 'scripts')`;
const BACKWARDS = `select 'time ran backwards in ' || a.address || ' at ' || j.seq as line
  from (select actor, seq, at, lag(at) over (partition by actor order by seq) as before
    from journal) j join actor a on a.id = j.actor where j.at < j.before`;
const EFFECTS = "select key || ' ' || state as line from effect";

/** Keys name the form they are about, and a form has another id in another run. */
function withoutIds(effect: string): string {
  return effect.replace(/(close|watch)\.\w+|(mail-\w+)-[0-9a-f]{12}/, '$1$2');
}

async function onDisk(out: string): Promise<{ mails: string[]; leftovers: string[] }> {
  const data = join(out, 'data');
  const outbox = join(data, 'workspace', 'outbox');
  const names = await readdir(outbox).catch(() => []);
  const mails = await Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .map(async (name) => {
        const mail = await readFile(join(outbox, name), 'utf8');
        const header = (field: string) => new RegExp(`^${field}: (.*)$`, 'im').exec(mail)?.[1];
        return `${header('To')?.trim()}: ${header('Subject')?.trim()}`;
      }),
  );
  const scratch = await readdir(join(data, 'scratch'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  // Its rooms stay; a file in one of them is half of something.
  const begun = scratch.filter((entry) => entry.isFile()).map(({ name }) => name);
  const halves = names.filter((name) => !name.endsWith('.eml'));
  return { mails: mails.sort(), leftovers: [...begun, ...halves] };
}

async function withDatabase<T>(out: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir: join(out, 'data') });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
