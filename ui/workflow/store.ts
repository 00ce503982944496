/**
 * One workflow as all tabs of its page share it: read once, kept up to date by its feed, and let go
 * a moment after the last tab that shows it.
 */
import { createStore } from '@xstate/store';
import { announce } from '../kit/announce.ts';
import { getJson } from '../wire/api.ts';
import { type Feed, type FeedState, openFeed } from '../wire/feed.ts';
import { nextActions } from '../words/next-action.ts';
import type { Artefact } from './artefacts.ts';
import {
  applyAll,
  catchUp,
  detailed,
  type Message,
  type Model,
  modelOf,
  type TimelineItem,
  type WorkflowView,
} from './model.ts';
import { positionsAfter } from './positions.ts';

export interface WorkflowState {
  model: Model | null;
  artefacts: Artefact[];
  error: unknown;
  feed: FeedState | null;
}

export interface OpenWorkflow {
  store: ReturnType<typeof storeOf>;
  /** Reads everything again, after a failure or a decision. */
  reload: () => void;
  /** Fetches what live messages left out of the journal. */
  fetchDetails: () => Promise<void>;
}

const REFRESH_AFTER_MS = 250;
/** A change of tab closes one view before it opens the next. */
const LINGER_MS = 1000;

const opened = new Map<string, { workflow: OpenWorkflow; users: number; close: () => void }>();

/** Joins those who watch this workflow; call `leave` when done. */
export function openWorkflow(id: string): { workflow: OpenWorkflow; leave: () => void } {
  const entry = opened.get(id) ?? begin(id);
  opened.set(id, entry);
  entry.users += 1;
  let isLeft = false;
  const leave = (): void => {
    if (isLeft) return;
    isLeft = true;
    entry.users -= 1;
    window.setTimeout(() => {
      if (entry.users > 0 || opened.get(id) !== entry) return;
      opened.delete(id);
      entry.close();
    }, LINGER_MS);
  };
  return { workflow: entry.workflow, leave };
}

function storeOf() {
  const context: WorkflowState = { model: null, artefacts: [], error: null, feed: null };
  return createStore({
    context,
    on: {
      read: (now, event: { model: Model; artefacts: Artefact[] }) => ({
        ...now,
        model: event.model,
        artefacts: event.artefacts,
        error: null,
      }),
      moved: (now, event: { model: Model }) => ({ ...now, model: event.model }),
      failed: (now, event: { error: unknown }) => ({ ...now, error: event.error }),
      heard: (now, event: { feed: FeedState }) => ({ ...now, feed: { ...event.feed } }),
    },
  });
}

function begin(id: string) {
  const path = `/api/workflows/${encodeURIComponent(id)}`;
  const store = storeOf();
  let feed: Feed | null = null;
  let isClosed = false;
  let timer = 0;
  const model = (): Model | null => store.getSnapshot().context.model;

  const load = async (): Promise<void> => {
    const [view, { timeline }, journal, artefacts] = await Promise.all([
      getJson<WorkflowView>(path),
      getJson<{ timeline: TimelineItem[] }>(`${path}/timeline`),
      positionsAfter(path, 0),
      artefactsOf(path),
    ]);
    store.send({ type: 'read', model: modelOf(view, timeline, journal), artefacts });
    if (feed === null && !isClosed) feed = listen();
  };

  /** What messages do not carry: what is accepted, warnings, artefacts, the estimate. */
  const refresh = async (): Promise<void> => {
    const [fresh, artefacts] = await Promise.all([getJson<WorkflowView>(path), artefactsOf(path)]);
    const now = model();
    if (now === null) return;
    const { value, children, status, step_name, progress_percentage, ...rest } = fresh;
    const isPresent = fresh.seq === now.seq;
    const standing = isPresent ? { value, children, status, step_name, progress_percentage } : {};
    store.send({
      type: 'read',
      model: { ...now, view: { ...now.view, ...rest, ...standing } },
      artefacts,
    });
  };
  const refreshSoon = (): void => {
    if (timer !== 0) return;
    timer = window.setTimeout(() => {
      timer = 0;
      void refresh().catch(() => undefined);
    }, REFRESH_AFTER_MS);
  };

  const fill = async (): Promise<void> => {
    const missing = await positionsAfter(path, model()?.seq ?? 0);
    const now = model();
    if (now) store.send({ type: 'moved', model: catchUp(now, missing) });
    await refresh();
  };

  const listen = (): Feed =>
    openFeed<Message>({
      path: () => `/ws/workflow/${encodeURIComponent(id)}?after=${model()?.seq ?? 0}`,
      onState: (state) => store.send({ type: 'heard', feed: state }),
      onMessages: (messages) => {
        const before = model();
        if (before === null) return;
        const { model: after, applied } = applyAll(before, messages);
        if (after !== before) store.send({ type: 'moved', model: after });
        if (applied === 'gap') void fill().catch(() => undefined);
        if (after.seq === before.seq && applied !== 'gap') return;
        refreshSoon();
        announce(nextActions(after.view)[0]?.text ?? '');
      },
    });

  const reload = (): void =>
    void load().catch((error: unknown) => store.send({ type: 'failed', error }));
  const fetchDetails = async (): Promise<void> => {
    const first = model()?.journal.find(({ told }) => told === null);
    if (!first) return;
    const fetched = await positionsAfter(path, first.seq - 1);
    const now = model();
    if (now)
      store.send({ type: 'moved', model: { ...now, journal: detailed(now.journal, fetched) } });
  };
  reload();
  return {
    workflow: { store, reload, fetchDetails },
    users: 0,
    close: () => {
      isClosed = true;
      window.clearTimeout(timer);
      feed?.close();
    },
  };
}

async function artefactsOf(path: string): Promise<Artefact[]> {
  return (await getJson<{ items: Artefact[] }>(`${path}/artifacts`)).items;
}
