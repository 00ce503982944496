/** The local workspace's store in memory: for tests and throw-away runs. */
import type {
  FileFilter,
  LocalChange,
  LocalFile,
  LocalForm,
  LocalPermission,
  LocalResponse,
  LocalUpload,
  LocalWatch,
  LocalWorkspaceStore,
} from './store.ts';

/** An empty store; everything is lost with the process. */
export function createMemoryStore(): LocalWorkspaceStore {
  const responses: LocalResponse[] = [];
  const tokens = new Map<string, string>();
  return {
    ...fileTable(),
    ...permissionTable(),
    ...formTable(),
    ...uploadTable(),
    ...changeTable(),
    ...watchTable(),
    async submit(response, token) {
      const made = tokens.get(token);
      const known = responses.find((row) =>
        made === undefined
          ? row.form === response.form && row.respondent === response.respondent
          : row.id === made,
      );
      if (known && made !== undefined) return structuredClone(known);
      if (known) {
        known.answers = structuredClone(response.answers);
        known.submitted_at = response.submitted_at;
        tokens.set(token, known.id);
        return structuredClone(known);
      }
      responses.push(structuredClone(response));
      tokens.set(token, response.id);
      return structuredClone(response);
    },
    async responses(form, after, limit) {
      return responses
        .filter((row) => row.form === form)
        .sort((a, b) => a.created_at - b.created_at || compare(a.id, b.id))
        .filter(
          (row) =>
            after === null ||
            row.created_at > after.created_at ||
            (row.created_at === after.created_at && row.id > after.id),
        )
        .slice(0, limit)
        .map((row) => structuredClone(row));
    },
    async response(form, respondent) {
      const row = responses.find((one) => one.form === form && one.respondent === respondent);
      return row ? structuredClone(row) : null;
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fileTable(): Pick<
  LocalWorkspaceStore,
  'insertFile' | 'updateFile' | 'file' | 'files' | 'deleteFile' | 'replaceContent'
> {
  const files = new Map<string, LocalFile>();
  return {
    async insertFile(file) {
      if (files.has(file.id)) return false;
      files.set(file.id, structuredClone(file));
      return true;
    },
    async updateFile(id, patch) {
      const file = files.get(id);
      if (file) Object.assign(file, structuredClone(patch));
    },
    async file(id) {
      const file = files.get(id);
      return file ? structuredClone(file) : null;
    },
    async files(filter) {
      return [...files.values()]
        .filter((file) => matches(file, filter))
        .sort((a, b) => a.created_at - b.created_at || compare(a.id, b.id))
        .map((file) => structuredClone(file));
    },
    async deleteFile(id) {
      files.delete(id);
    },
    async replaceContent(id, from, content) {
      const file = files.get(id);
      if (file?.sha256 !== from) return false;
      Object.assign(file, content);
      return true;
    },
  };
}

function matches(file: LocalFile, filter: FileFilter): boolean {
  const { parent, property, mime, trashed, shown } = filter;
  if (parent !== undefined && file.parent !== parent) return false;
  if (property !== undefined && file.properties[property.key] !== property.value) return false;
  if (mime !== undefined && file.mime !== mime) return false;
  const name = file.shown_as ?? file.name;
  if (shown !== undefined && name.toLowerCase() !== shown.toLowerCase()) return false;
  return trashed === undefined || file.trashed === trashed;
}

function permissionTable(): Pick<
  LocalWorkspaceStore,
  'putPermission' | 'permissions' | 'deletePermission'
> {
  const permissions = new Map<string, LocalPermission>();
  return {
    async putPermission(permission) {
      permissions.set(`${permission.file}/${permission.id}`, structuredClone(permission));
    },
    async permissions(file) {
      return [...permissions.values()].filter((permission) => permission.file === file);
    },
    async deletePermission(file, id) {
      return permissions.delete(`${file}/${id}`);
    },
  };
}

function formTable(): Pick<
  LocalWorkspaceStore,
  'insertForm' | 'form' | 'formByLink' | 'updateForm'
> {
  const forms = new Map<string, LocalForm>();
  return {
    async insertForm(form) {
      forms.set(form.id, structuredClone(form));
    },
    async form(id) {
      const form = forms.get(id);
      return form ? structuredClone(form) : null;
    },
    async formByLink(link) {
      const form = [...forms.values()].find((one) => one.link === link);
      return form ? structuredClone(form) : null;
    },
    async updateForm(id, revision, patch) {
      const form = forms.get(id);
      if (form?.revision !== revision) return false;
      Object.assign(form, structuredClone(patch), { revision: revision + 1 });
      return true;
    },
  };
}

function uploadTable(): Pick<
  LocalWorkspaceStore,
  'putUpload' | 'upload' | 'deleteUpload' | 'uploadsBefore'
> {
  const uploads = new Map<string, LocalUpload>();
  return {
    async putUpload(upload) {
      uploads.set(upload.id, structuredClone(upload));
    },
    async upload(id) {
      return uploads.get(id) ?? null;
    },
    async deleteUpload(id) {
      uploads.delete(id);
    },
    async uploadsBefore(createdAt) {
      const old = [...uploads.values()].filter((upload) => upload.created_at < createdAt);
      return old.map(({ id }) => id);
    },
  };
}

function changeTable(): Pick<LocalWorkspaceStore, 'recordChange' | 'changes' | 'lastChange'> {
  const changes: LocalChange[] = [];
  return {
    async recordChange(file, removed, at) {
      changes.push({ position: changes.length + 1, file, removed, at });
    },
    async changes(after, limit) {
      return changes.filter((change) => change.position > after).slice(0, limit);
    },
    async lastChange() {
      return changes.length;
    },
  };
}

function watchTable(): Pick<LocalWorkspaceStore, 'putWatch' | 'watches' | 'deleteWatch'> {
  const watches = new Map<string, LocalWatch>();
  return {
    async putWatch(watch) {
      watches.set(`${watch.form}/${watch.id}`, structuredClone(watch));
    },
    async watches(form) {
      return [...watches.values()]
        .filter((watch) => watch.form === form)
        .sort((a, b) => a.created_at - b.created_at || compare(a.id, b.id))
        .map((watch) => structuredClone(watch));
    },
    async deleteWatch(form, id) {
      return watches.delete(`${form}/${id}`);
    },
  };
}
