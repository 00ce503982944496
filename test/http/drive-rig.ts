/** A server over the local workspace in memory; every workflow it is asked for has been released. */
import * as forms from '../../actors/forms/index.ts';
import { ROOT_ID } from '../../actors/workspace/local/context.ts';
import { startServer } from '../../http/app.ts';
import { createLinks, type LinkSigner } from '../../http/links.ts';
import type { ServerPorts } from '../../http/server-ports.ts';
import type { Engine } from '../../runtime/ports.ts';
import { createRig, type Rig, WORKFLOW } from '../actors/workspace-rig.ts';
import { input, provisionAndPublish } from '../actors/workspace-story.ts';

export interface DriveRig extends Rig {
  links: LinkSigner;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

const SECRET = 'a secret of this test only';

/** @param adminToken asked for at a login; null on loopback, where nobody has to log in. */
export async function openDriveRig(
  adminToken: string | null = null,
  more: Partial<ServerPorts> = {},
): Promise<DriveRig> {
  const rig = createRig();
  const { local, ports } = rig;
  const links = createLinks(SECRET, 'http://127.0.0.1:8080', ports.now);
  let ids = 0;
  const engine = {
    read: async () => ({ snapshot: { context: { outputs: { shared: [] } } } }),
    family: async () => [],
  } as unknown as Engine;
  const serving: Partial<ServerPorts> = {
    engine,
    links,
    artifacts: ports.artifacts,
    requests: {
      save: async () => {},
      settings: async () => null,
      remember: async (_key, workflow) => workflow,
    },
    forms: {
      read: local.readForm,
      byLink: local.formByLink,
      answers: local.readAnswers,
      submit: local.submitResponse,
    },
    drive: {
      top: ROOT_ID,
      file: local.file,
      children: local.children,
      read: ports.artifacts.read,
      formLink: local.formLink,
    },
    metrics: { text: async () => '', http: () => {}, wsConnections: () => {} },
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
