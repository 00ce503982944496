/**
 * The list of workflows as a table of its own: one narrow row for each, kept by the database itself
 * in the transaction of the turn that changed it, so that it is never behind and nobody has to fill
 * it. `actor` stays without these indexes: every turn of every actor would pay for them.
 */
import { Migration } from '@mikro-orm/migrations';

/** machines/waits-for.ts in SQL; `v` is a row of actor. */
const WAITS_FOR = `case
  when v.view_status in ('completed', 'cancelled', 'compensated') then null
  when v.view_status in ('stuck', 'needs_attention') then 'operator'
  when v.value::text like '%"awaitingApproval"%' then 'educator'
  when v.value::text like '%"awaitingUploads"%' then 'documents'
  when v.value::text like '%"response_collection": "collecting"%' then 'learner'
  when v.value::text like '%"circuitOpen"%' then 'service'
  when v.value::text like '%"backingOff"%' then 'retry'
end`;

const COLUMNS = `id, name, name_key, organization, status, step, progress, waits_for, seq,
  created_at, updated_at`;
const ROWS = `v.address, coalesce(r.certification_name, ''), lower(coalesce(r.certification_name, '')),
  coalesce(r.organization_id, ''), v.view_status, v.view_step, v.view_progress, ${WAITS_FOR}, v.seq,
  v.created_at, v.updated_at`;
const IS_WORKFLOW = "v.machine = 'certification' and v.parent is null";

export class Migration0009Fleet extends Migration {
  up(): void {
    this.addSql(`create table "workflow" (
      "id" text not null primary key,
      "name" text not null,
      "name_key" text not null,
      "organization" text not null,
      "status" text not null,
      "step" text null,
      "progress" double precision not null,
      "waits_for" text null,
      "seq" int not null,
      "created_at" bigint not null,
      "updated_at" bigint not null
    )`);
    this.addSql(`insert into workflow (${COLUMNS}) select ${ROWS}
      from actor v left join request r on r.workflow = v.address where ${IS_WORKFLOW}`);
    for (const column of ['updated_at', 'created_at', 'name_key', 'progress'])
      this.addSql(`create index "workflow_${column}_id_index" on "workflow" ("${column}", "id")`);
    this.addSql(
      'create index "workflow_status_updated_at_index" on "workflow" ("status", "updated_at")',
    );
    this.followActors();
    this.addSql(`create table "saved_view" (
      "person" text not null,
      "name" text not null,
      "query" text not null,
      "created_at" bigint not null,
      primary key ("person", "name")
    )`);
    this.addSql(`create table "bulk_action" (
      "id" text not null primary key,
      "person" text not null,
      "action" text not null,
      "filter" json not null,
      "total" int not null,
      "created_at" bigint not null,
      "ended_at" bigint null,
      "held_until" bigint not null
    )`);
    this.addSql(`create table "bulk_item" (
      "bulk" text not null,
      "workflow" text not null,
      "outcome" text null,
      "batch" int null,
      primary key ("bulk", "workflow")
    )`);
    this.addSql(
      'create index "bulk_item_open_index" on "bulk_item" ("bulk", "workflow") where outcome is null',
    );
  }

  /** Statement triggers: a commit of two hundred turns pays for them once. */
  private followActors(): void {
    this.addSql(`create function workflow_born() returns trigger language plpgsql as $$
      begin
        insert into workflow (${COLUMNS}) select ${ROWS}
        from changed v left join request r on r.workflow = v.address where ${IS_WORKFLOW}
        on conflict (id) do nothing;
        return null;
      end $$`);
    this.addSql(`create function workflow_moved() returns trigger language plpgsql as $$
      begin
        update workflow w set status = v.view_status, step = v.view_step,
          progress = v.view_progress, waits_for = ${WAITS_FOR}, seq = v.seq,
          updated_at = v.updated_at
        from changed v where ${IS_WORKFLOW} and w.id = v.address;
        return null;
      end $$`);
    this.addSql(`create function workflow_named() returns trigger language plpgsql as $$
      begin
        update workflow set name = new.certification_name, name_key = lower(new.certification_name),
          organization = new.organization_id where id = new.workflow;
        return null;
      end $$`);
    this.addSql(`create trigger workflow_born after insert on actor
      referencing new table as changed for each statement execute function workflow_born()`);
    this.addSql(`create trigger workflow_moved after update on actor
      referencing new table as changed for each statement execute function workflow_moved()`);
    this.addSql(`create trigger workflow_named after insert or update on request
      for each row execute function workflow_named()`);
  }

  override down(): void {
    this.addSql('drop trigger workflow_born on actor');
    this.addSql('drop trigger workflow_moved on actor');
    this.addSql('drop trigger workflow_named on request');
    for (const name of ['born', 'moved', 'named']) this.addSql(`drop function workflow_${name}()`);
    for (const table of ['bulk_item', 'bulk_action', 'saved_view', 'workflow'])
      this.addSql(`drop table "${table}"`);
  }
}
