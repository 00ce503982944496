/** A server over the local workspace in memory; every workflow it is asked for has been released. */
import * as forms from '../../actors/forms/index.ts';
import { ROOT_ID } from '../../actors/workspace/local/context.ts';
import { startServer } from '../../http/app.ts';
import { createLinks, type LinkSigner } from '../../http/learner/links.ts';
import type { ServerPorts } from '../../http/server-ports.ts';
import type { Engine } from '../../runtime/ports.ts';
import { createRig, type Rig, WORKFLOW } from '../actors/workspace-rig.ts';
import { input, provisionAndPublish } from '../actors/workspace-story.ts';

export interface DriveRig extends Rig {
  url: string;
  links: LinkSigner;
  /** What went into the audit trail. */
  audited: { actor: string; action: string; subject: string }[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

const SECRET = 'a secret of this test only';
const NOBODY_REGISTERED: ServerPorts['people'] = {
  find: async () => null,
  list: async () => [],
  save: async () => ({ kind: 'last_admin' }),
  setCode: async () => false,
  byCode: async () => null,
};
const NO_CHARTS: ServerPorts['charts'] = {
  find: async () => [],
  keep: async () => {},
  timers: async () => [],
  coverage: async () => ({ actors: 0, states: [] }),
};
const NO_RECORDS: ServerPorts['learners'] = {
  visits: { note: async () => {}, of: async () => [] },
  letters: async () => [],
  places: async () => [],
  names: async () => new Map(),
};
const NO_SESSIONS: ServerPorts['sessions'] = {
  open: async () => {},
  find: async () => null,
  seen: async () => {},
  list: async () => [],
  revoke: async () => [],
};

/** Drafts as the database keeps them. */
function draftsInMemory(): ServerPorts['drafts'] {
  const kept = new Map<string, { answers: Record<string, string>; saved_at: number }>();
  return {
    read: async (form, respondent) => kept.get(`${form} ${respondent}`) ?? null,
    save: async (form, respondent, answers, saved_at) => {
      const before = kept.get(`${form} ${respondent}`)?.answers;
      kept.set(`${form} ${respondent}`, { answers: { ...before, ...answers }, saved_at });
    },
    forget: async (form, respondent) => void kept.delete(`${form} ${respondent}`),
  };
}

/** @param adminToken asked for at a login; null on loopback, where nobody has to log in. */
export async function openDriveRig(
  adminToken: string | null = null,
  more: Partial<ServerPorts> = {},
): Promise<DriveRig> {
  const rig = createRig();
  const { local, ports } = rig;
  const links = createLinks(SECRET, 'http://127.0.0.1:8080', ports.now);
  const part = async (ref: { sha256: string }, start: number, end: number) => {
    const bytes = (await ports.artifacts.read(ref)).subarray(start, end + 1);
    return new Blob([new Uint8Array(bytes)]).stream();
  };
  let ids = 0;
  const audited: DriveRig['audited'] = [];
  const engine = {
    read: async () => ({ snapshot: { context: { outputs: { shared: [] } } } }),
    family: async () => [],
  } as unknown as Engine;
  const serving: Partial<ServerPorts> = {
    engine,
    people: NOBODY_REGISTERED,
    sessions: NO_SESSIONS,
    links,
    linkDesk: {
      issue: async () => 0,
      wish: async () => {},
      wishes: async () => [],
      renew: async () => false,
    },
    drafts: draftsInMemory(),
    learners: NO_RECORDS,
    charts: NO_CHARTS,
    artifacts: { ...ports.artifacts, part },
    requests: {
      save: async () => {},
      settings: async () => null,
      remember: async (_key, workflow) => workflow,
    },
    forms: {
      read: local.readForm,
      byLink: local.formByLink,
      answers: local.readAnswers,
      response: local.readResponse,
      submit: local.submitResponse,
    },
    drive: {
      top: ROOT_ID,
      file: local.file,
      children: local.children,
      findByName: local.findByName,
      trashed: local.trashed,
      restore: local.restore,
      access: local.access,
      read: ports.artifacts.read,
      part,
      formLink: local.formLink,
    },
    metrics: { text: async () => '', http: () => {}, wsConnections: () => {} },
    audit: async (entry) => {
      audited.push(entry);
    },
    now: ports.now,
    stopwatch: () => () => 0,
    nextId: () => {
      ids += 1;
      return `token-${ids}`;
    },
    wakeAt: () => () => {},
    log: ports.log,
    config: {
      host: '127.0.0.1',
      port: 0,
      adminToken,
      documentsDir: null,
      avatarEnabled: true,
      version: 'test',
    },
    ...more,
  };
  const server = await startServer(serving as ServerPorts, SECRET);
  const call = (path: string, init: RequestInit) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual', ...init });
  return {
    ...rig,
    audited,
    url: `http://127.0.0.1:${server.port}`,
    links,
    get: (path, headers = {}) => call(path, { headers }),
    send: (path, fields, headers = {}) =>
      call(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
    close: async () => {
      await server.close();
      rig.dispose();
    },
  };
}

/** The forms of a workflow, made by the real activities; paths of their own addresses. */
export async function withForms(rig: DriveRig) {
  const ports = { ...rig.ports, links: rig.links };
  const { folders, form } = await provisionAndPublish({ ...rig, ports });
  const made = await forms.createIntake(ports, rig.workspace)(
    input('form_creation', { folders }),
    rig.run('forms.create_intake'),
  );
  const at = ({ id, url }: { id: string; url: string }) => ({ id, path: new URL(url).pathname });
  return {
    folders,
    workflow: WORKFLOW,
    assessment: at(form),
    intake: at(made.intake),
    knowledgeUpload: at(made.knowledge_upload),
  };
}
