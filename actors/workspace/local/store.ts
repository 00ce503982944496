/**
 * What the local workspace keeps. `persistence/workspace-store.ts` implements it on the database;
 * `memory-store.ts` serves tests. Rows are plain JSON; bytes live in the blob store.
 */

export interface LocalFile {
  id: string;
  name: string;
  mime: string;
  /** Folder it lies in; null for the top folder only. */
  parent: string | null;
  sha256: string | null;
  md5: string | null;
  bytes: number | null;
  properties: Record<string, string>;
  trashed: boolean;
  /** Trashed itself, not only because a folder above it was. */
  explicitly_trashed: boolean;
  /** Its name in the browsable tree; null for files from before there were such names. */
  shown_as: string | null;
  /** Milliseconds since 1970. */
  created_at: number;
  modified_at: number;
}

export interface LocalPermission {
  id: string;
  file: string;
  type: string;
  role: string;
  address: string | null;
  view: string | null;
}

export interface LocalForm {
  id: string;
  /** The unguessable part of the form's public address. */
  link: string;
  title: string;
  description: string;
  revision: number;
  /** Items exactly as the Forms API speaks of them. */
  items: FormItem[];
  settings: { isQuiz: boolean; emailCollectionType: string };
  published: boolean;
  accepting: boolean;
}

/** The part of the Forms API's Item that the local workspace understands. */
export interface FormItem {
  itemId: string;
  title?: string;
  description?: string;
  textItem?: object;
  pageBreakItem?: object;
  questionItem?: { question: FormQuestion };
}

export interface FormQuestion {
  questionId: string;
  required?: boolean;
  choiceQuestion?: { type: string; options: { value: string }[]; shuffle?: boolean };
  textQuestion?: { paragraph?: boolean };
  grading?: { pointValue?: number; correctAnswers?: { answers?: { value: string }[] } };
}

export interface LocalResponse {
  id: string;
  form: string;
  /** Learner id. */
  respondent: string;
  answers: Record<string, string[]>;
  created_at: number;
  submitted_at: number;
}

/** A resumable upload. While it is open its bytes lie in a scratch file named by its id. */
export interface LocalUpload {
  id: string;
  mime: string;
  total: number | null;
  metadata: Record<string, unknown>;
  /** Milliseconds since 1970. */
  created_at: number;
  /** The file it became, told to whoever missed the answer; null while it is open. */
  file: string | null;
}

/** Somebody's wish to be told of what happens to a form. */
export interface LocalWatch {
  form: string;
  id: string;
  event_type: string;
  topic: string;
  state: 'ACTIVE' | 'SUSPENDED';
  /** Why it was suspended, in the Forms API's word. */
  error_type: string | null;
  created_at: number;
  expires_at: number;
}

export interface FileFilter {
  parent?: string;
  /** Only files carrying this property value. */
  property?: { key: string; value: string };
  mime?: string;
  trashed?: boolean;
  /** Its name in the browsable tree, in capitals or not. */
  shown?: string;
}

export interface LocalWorkspaceStore {
  /** False when a file with this id exists; then nothing is written. */
  insertFile(file: LocalFile): Promise<boolean>;
  updateFile(id: string, patch: Partial<Omit<LocalFile, 'id'>>): Promise<void>;
  file(id: string): Promise<LocalFile | null>;
  /** Matching files, oldest first. A filter narrows; it need not be complete. */
  files(filter: FileFilter): Promise<LocalFile[]>;
  /** Removes the file with its permissions, form and responses. */
  deleteFile(id: string): Promise<void>;
  /** Puts other bytes in the place of `from`; false when the file holds others by now. */
  replaceContent(
    id: string,
    from: string,
    content: Pick<LocalFile, 'sha256' | 'md5' | 'bytes' | 'modified_at'>,
  ): Promise<boolean>;

  /** Inserts or replaces by (file, id). */
  putPermission(permission: LocalPermission): Promise<void>;
  permissions(file: string): Promise<LocalPermission[]>;
  /** False when there was none. */
  deletePermission(file: string, id: string): Promise<boolean>;

  insertForm(form: LocalForm): Promise<void>;
  form(id: string): Promise<LocalForm | null>;
  formByLink(link: string): Promise<LocalForm | null>;
  /** Writes only if the stored revision is `revision`, and counts it up; false otherwise. */
  updateForm(
    id: string,
    revision: number,
    patch: Partial<Omit<LocalForm, 'id' | 'link' | 'revision'>>,
  ): Promise<boolean>;

  /**
   * Atomically: a known submission token returns the response it made and changes nothing;
   * otherwise the respondent's response is created, or its answers and `submitted_at` replaced.
   */
  submit(response: LocalResponse, token: string): Promise<LocalResponse>;
  /** Ordered by (created_at, id), after the given position. */
  responses(form: string, after: ResponsePosition | null, limit: number): Promise<LocalResponse[]>;
  response(form: string, respondent: string): Promise<LocalResponse | null>;

  /** Inserts; of a known upload only `file` changes. */
  putUpload(upload: LocalUpload): Promise<void>;
  upload(id: string): Promise<LocalUpload | null>;
  deleteUpload(id: string): Promise<void>;
  /** Ids of the uploads begun before a moment, finished or not. */
  uploadsBefore(createdAt: number): Promise<string[]>;

  /** Inserts or replaces by (form, id). */
  putWatch(watch: LocalWatch): Promise<void>;
  /** Oldest first, expired ones too. */
  watches(form: string): Promise<LocalWatch[]>;
  /** False when there was none. */
  deleteWatch(form: string, id: string): Promise<boolean>;

  /** Appends to the change log. */
  recordChange(file: string, removed: boolean, at: number): Promise<void>;
  /** Changes with a position greater than `after`, in order. */
  changes(after: number, limit: number): Promise<LocalChange[]>;
  lastChange(): Promise<number>;
}

export interface ResponsePosition {
  created_at: number;
  id: string;
}

export interface LocalChange {
  position: number;
  file: string;
  removed: boolean;
  at: number;
}
