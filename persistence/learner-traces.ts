/** Where the database knows one learner, and the rows to delete when the learner is to be erased. */
import type { Database } from './database.ts';

/** A workflow that knows the learner. `sealed`: name and address are still there. */
export interface LearnerPlace {
  workflow: string;
  certification_name: string;
  organization_id: string;
  /** A WorkflowStatus; null where the request was saved and never started. */
  status: string | null;
  sealed: boolean;
}

/** A version of an artefact made for the learner. */
export interface LearnerArtifact {
  id: string;
  type: string;
  name: string;
  sha256: string;
}

export interface LearnerTraces {
  /** Every workflow of this installation with a learner of that id, oldest first. */
  places(learner: string): Promise<LearnerPlace[]>;
  /** All versions, newest first. */
  artifacts(workflow: string, learner: string): Promise<LearnerArtifact[]>;
  /** Answers on these forms of the local workspace. */
  answers(forms: string[], learner: string): Promise<number>;
  /** Rights on these files of the local workspace; `address` is the learner's in there. */
  rights(files: string[], address: string): Promise<number>;
  /** Uploads to the local workspace that broke off, by the tags of their files. */
  brokenUploads(tags: string[]): Promise<string[]>;
  /** Which of these files the local workspace has. */
  filesThere(ids: string[]): Promise<string[]>;
  /** Checksums of what these files hold now, which may have been edited since it was filed. */
  contents(ids: string[]): Promise<string[]>;
  /** One transaction; what is gone already is not missed. */
  remove(what: LearnerRows): Promise<void>;
  /** Of these blobs, the ones that nothing refers to, once these artefacts and files are gone. */
  unreferenced(sha256: string[], without: Without): Promise<string[]>;
  /** Makes the embedded database forget the bytes of deleted rows, which it keeps otherwise. */
  scrub(): Promise<void>;
}

export interface LearnerRows {
  workflow: string;
  learner: string;
  address: string;
  files: string[];
  uploads: string[];
}

interface Without {
  artifacts: string[];
  files: string[];
}

export function createLearnerTraces(db: Database): LearnerTraces {
  const ids = async (text: string, params: unknown[]) =>
    (await db.sql<{ id: string }>(text, params)).map(({ id }) => id);
  const count = async (text: string, params: unknown[]) =>
    (await db.sql<{ count: number }>(text, params))[0]?.count ?? 0;
  return {
    places: (learner) => db.sql<LearnerPlace>(PLACES, [learner]),
    artifacts: (workflow, learner) => db.sql<LearnerArtifact>(ARTIFACTS, [workflow, learner]),
    answers: (forms, learner) => count(ANSWERS, [learner, JSON.stringify(forms)]),
    rights: (files, address) => count(RIGHTS, [address, JSON.stringify(files)]),
    brokenUploads: (tags) => ids(BROKEN_UPLOADS, [JSON.stringify(tags)]),
    filesThere: (files) => ids(FILES_THERE, [JSON.stringify(files)]),
    contents: (files) => ids(CONTENTS, [JSON.stringify(files)]),
    async remove({ workflow, learner, address, files, uploads }) {
      const places = JSON.stringify(files);
      await db.transaction(async (sql) => {
        for (const table of ['ws_response', 'ws_submission', 'form_draft'])
          await sql(`delete from ${table} where respondent = ? and form ${ONE_OF}`, [
            learner,
            places,
          ]);
        await sql(`delete from ws_permission where address = ? and file ${ONE_OF}`, [
          address,
          places,
        ]);
        await sql(`delete from ws_upload where id ${ONE_OF}`, [JSON.stringify(uploads)]);
        await sql('delete from artifact where workflow = ? and learner = ?', [workflow, learner]);
        for (const table of ['learner_visit', 'link_wish', 'collected_response'])
          await sql(`delete from ${table} where workflow = ? and learner = ?`, [workflow, learner]);
      });
    },
    unreferenced: (sha256, without) =>
      ids(UNREFERENCED, [
        JSON.stringify(sha256),
        JSON.stringify(without.artifacts),
        JSON.stringify(without.files),
      ]),
    async scrub() {
      if (db.kind !== 'embedded') return;
      for (const table of SCRUBBED) await db.sql(`vacuum (full) ${table}`);
      await db.sql('checkpoint');
    },
  };
}

const SCRUBBED = [
  'learner',
  'ws_response',
  'ws_submission',
  'form_draft',
  'ws_permission',
  'ws_upload',
  'learner_visit',
  'link_wish',
  'collected_response',
];
const ONE_OF = 'in (select json_array_elements_text(?::json))';
const PLACES = `
  select l.workflow, coalesce(r.certification_name, '') as certification_name,
    coalesce(r.organization_id, '') as organization_id, a.view_status as status,
    l.wrapped_key is not null as sealed
  from learner l left join request r on r.workflow = l.workflow
    left join actor a on a.address = l.workflow
  where l.id = ? order by a.created_at nulls last, l.workflow`;
const ARTIFACTS = `select id, type, name, sha256 from artifact
  where workflow = ? and learner = ? order by number desc`;
const ANSWERS = `select count(*) as count from ws_response where respondent = ? and form ${ONE_OF}`;
const RIGHTS = `select count(*) as count from ws_permission where address = ? and file ${ONE_OF}`;
const BROKEN_UPLOADS = `
  select id from ws_upload where metadata::jsonb #>> '{appProperties,pg}' ${ONE_OF}`;
const FILES_THERE = `select id from ws_file where id ${ONE_OF}`;
const CONTENTS = `select sha256 as id from ws_file where sha256 is not null and id ${ONE_OF}`;
const UNREFERENCED = `
  select b.id from (select distinct json_array_elements_text(?::json) as id) b
  where not exists (select from artifact a where a.sha256 = b.id
      and a.id not ${ONE_OF})
    and not exists (select from ws_file f where f.sha256 = b.id and f.id not ${ONE_OF})
    and not exists (select from upload u where u.sha256 = b.id)`;
