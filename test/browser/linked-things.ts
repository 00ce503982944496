/** What lies behind the linked pages of a test: a drive, a learner's material, a form. */
import { choice, madeForm, written } from '../http/made-form.ts';
import { COURSE, type LinkedRig } from './linked-rig.ts';

/** A drive with folders, a deck shared with a learner, and something in the trash; paths by what lies there. */
export async function furnishDrive({ workspace, write, file }: LinkedRig) {
  const folder = await workspace.createFolder(write('a'), { name: COURSE, parent: null });
  await workspace.createFolder(write('b'), { name: 'Reports', parent: folder.id });
  const bytes = await file(Buffer.from('1. Read the tide tables.'));
  const put = (ordinal: string, name: string, mime: string) =>
    workspace.putFile(write(ordinal), { ...bytes, name, mime, parent: folder.id });
  await put('c', 'Tide tables and how to read them.md', 'text/markdown');
  const deck = await put('d', 'Ada Achterberg – Tides.pptx', 'application/vnd.ms-powerpoint');
  const gone = await put('e', 'Old plan.md', 'text/markdown');
  await workspace.trash(gone.id, new AbortController().signal);
  const learner = { id: 'learner-1', name: 'Ada', email: 'ada@learners.example' };
  await workspace.share(write('f'), deck.id, learner);
  const empty = await workspace.createFolder(write('g'), { name: 'Not yet used', parent: null });
  return {
    folder: `/drive/${folder.id}`,
    shared: `/drive/${deck.id}`,
    gone: `/drive/${gone.id}`,
    empty: `/drive/${empty.id}`,
  };
}

const RESULT = {
  ...{ learner: 'learner-1', answered: true, score: 0.55 },
  domains: [
    { domain: 'Tides', items: 6, correct: 1, interval: [0.08, 0.45], verdict: 'gap' },
    { domain: 'Signals', items: 5, correct: 3, interval: [0.36, 0.81], verdict: 'undetermined' },
    { domain: 'Knots', items: 4, correct: 4, interval: [0.63, 0.98], verdict: 'mastered' },
  ],
};
const CAPTIONS = `WEBVTT

00:00.000 --> 00:04.000
High water is when the tide stands highest.

00:04.000 --> 00:09.000
The tables give it for one place, and in universal time.

00:09.000 --> 00:15.000
Add an hour in summer before you plan your way in.
`;

/** What was made for learner-1; the path of the share page. */
export async function release({ ports, links }: LinkedRig): Promise<string> {
  const put = (type: string, name: string, mime: string, content: string, topic?: string) =>
    ports.artifacts.put(
      {
        ...{ workflow: 'wf', step: 'avatar_creation', type, mime, name },
        learner: type === 'deck' ? 'learner-1' : null,
        meta: topic === undefined ? {} : { topic },
      },
      Buffer.from(content),
    );
  const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
  await put('gaps', 'gaps.json', 'application/json', JSON.stringify({ learners: [RESULT] }));
  await put('deck', 'Ada Achterberg – Tides.pptx', PPTX, 'slides');
  await put('video', 'Tides.mp4', 'video/mp4', 'film', 'Tides');
  await put('captions', 'Tides.vtt', 'text/vtt', CAPTIONS, 'Tides');
  await put('transcript', 'Tides.txt', 'text/plain', 'High water.', 'Tides');
  await put('storyboard', 'Signals.html', 'text/html', '<p>Lights</p>', 'Signals');
  return new URL(links.share('wf', 'learner-1')).pathname;
}

/** A form of two sections with every kind of question. */
export function longForm(rig: LinkedRig) {
  const buoy = choice(
    'a1',
    'Which buoy is red?',
    ['Port hand', 'Starboard hand', 'Safe water'],
    true,
  );
  const tide = choice('a2', 'When does the tide turn?', ['At slack water', 'At noon']);
  return madeForm(rig, {
    sections: [[buoy, tide], [written('b1', 'Why do tables differ by port?')]],
  });
}
