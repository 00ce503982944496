/** Every kind of write the workflow makes, each with what has to be there before it. */
import type { FileSpec, FormSpec } from '../../actors/workspace/port.ts';
import type { Parts } from '../../actors/workspace/resumable.ts';
import { LEARNERS, type Rig } from './workspace-rig.ts';

export interface WriteStep {
  name: string;
  /** Makes what the write is about; resolves with its id. */
  prepare(rig: Rig): Promise<string>;
  perform(rig: Rig, about: string): Promise<unknown>;
}

/** Ordinals of everything a step may have written, oldest first. */
export const ORDINALS = ['before', 'before.second', 'thing', 'thing.learner-1', 'thing.learner-2'];

const [ADA, BO] = LEARNERS as [(typeof LEARNERS)[0], (typeof LEARNERS)[0]];

export const QUIZ: FormSpec = {
  title: "The harbour's quiz",
  description: 'Two questions.',
  parent: 'root',
  quiz: true,
  sections: [
    {
      id: 'aaaaaaaa',
      title: 'Tides',
      questions: [
        {
          id: 'bbbbbbbb',
          title: 'When is slack water?',
          required: true,
          kind: { type: 'choice', options: ['Between tides', 'At noon'], correct: 0, points: 1 },
        },
        {
          id: 'cccccccc',
          title: 'Why?',
          required: false,
          kind: { type: 'text', paragraph: true },
        },
      ],
    },
  ],
};

const folder = (rig: Rig, ordinal: string) => (parent: string | null) =>
  rig.workspace.createFolder(rig.write(ordinal), { name: 'Charts', parent });

async function emptyFolder(rig: Rig): Promise<string> {
  return (await folder(rig, 'before')(null)).id;
}

async function quiz(rig: Rig): Promise<string> {
  return (await rig.workspace.createForm(rig.write('before'), QUIZ)).id;
}

async function openQuiz(rig: Rig): Promise<string> {
  const form = await quiz(rig);
  await rig.workspace.publishForm(rig.write('before.second'), form, []);
  return form;
}

/** A file of so many bytes, the same whenever it is asked for. */
async function fileOf(rig: Rig, bytes: number, parent: string): Promise<FileSpec> {
  const file = await rig.file(Buffer.alloc(bytes, 'soundings '));
  return { ...file, name: 'soundings.txt', parent, mime: 'text/plain' };
}

async function put(rig: Rig, bytes: number, parent: string): Promise<unknown> {
  return rig.workspace.putFile(rig.write('thing'), await fileOf(rig, bytes, parent));
}

export const SMALL_BYTES = 1000;
/** The least the protocol allows. */
export const PARTS: Parts = { bytes: 256 * 1024, timeoutMs: 120_000 };
/** Two parts and a bit. */
export const LARGE_BYTES = 2 * PARTS.bytes + 70_000;

export const WRITE_STEPS: WriteStep[] = [
  {
    name: 'creating a folder',
    prepare: async () => 'root',
    perform: (rig) => folder(rig, 'thing')(null),
  },
  {
    name: 'creating a folder in another',
    prepare: emptyFolder,
    perform: (rig, parent) => folder(rig, 'thing')(parent),
  },
  {
    name: 'creating a form, filing and filling it',
    prepare: emptyFolder,
    perform: (rig, parent) => rig.workspace.createForm(rig.write('thing'), { ...QUIZ, parent }),
  },
  {
    name: 'publishing a form and letting two people in',
    prepare: quiz,
    perform: (rig, form) => rig.workspace.publishForm(rig.write('thing'), form, [ADA, BO]),
  },
  {
    name: 'closing a form',
    prepare: openQuiz,
    perform: (rig, form) => rig.workspace.closeForm(rig.write('thing'), form),
  },
  {
    name: 'uploading a small file',
    prepare: emptyFolder,
    perform: (rig, parent) => put(rig, SMALL_BYTES, parent),
  },
  {
    name: 'uploading a file of three parts',
    prepare: emptyFolder,
    perform: (rig, parent) => put(rig, LARGE_BYTES, parent),
  },
  {
    name: 'sharing a file',
    prepare: emptyFolder,
    perform: (rig, file) => rig.workspace.share(rig.write('thing'), file, ADA),
  },
  {
    name: 'moving a file',
    prepare: async (rig) => {
      const spec = await fileOf(rig, SMALL_BYTES, 'root');
      return (await rig.workspace.putFile(rig.write('before'), spec)).id;
    },
    perform: async (rig, file) => {
      const to = await folder(rig, 'before.second')(null);
      await rig.workspace.move(rig.write('thing'), file, to.id);
    },
  },
];
