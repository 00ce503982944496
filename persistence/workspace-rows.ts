/** Rows of the local workspace, as its store hands them out. Times are milliseconds since 1970. */

export interface FileRow {
  id: string;
  name: string;
  mime: string;
  parent: string | null;
  sha256: string | null;
  md5: string | null;
  bytes: number | null;
  properties: Record<string, string>;
  trashed: boolean;
  explicitly_trashed: boolean;
  shown_as: string | null;
  created_at: number;
  modified_at: number;
}

export interface PermissionRow {
  id: string;
  file: string;
  type: string;
  role: string;
  address: string | null;
  view: string | null;
}

/** `items` and `settings` are kept as given; their shape belongs to the workspace. */
export interface FormRow<Item, Settings> {
  id: string;
  link: string;
  title: string;
  description: string;
  revision: number;
  items: Item[];
  settings: Settings;
  published: boolean;
  accepting: boolean;
}

export interface ResponseRow {
  id: string;
  form: string;
  respondent: string;
  answers: Record<string, string[]>;
  created_at: number;
  submitted_at: number;
}

export interface UploadRow {
  id: string;
  mime: string;
  total: number | null;
  metadata: Record<string, unknown>;
  created_at: number;
  file: string | null;
}

export interface ChangeRow {
  position: number;
  file: string;
  removed: boolean;
  at: number;
}

export interface WatchRow {
  form: string;
  id: string;
  event_type: string;
  topic: string;
  state: 'ACTIVE' | 'SUSPENDED';
  error_type: string | null;
  created_at: number;
  expires_at: number;
}
