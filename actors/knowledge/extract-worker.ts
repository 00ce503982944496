/** Worker side of the extraction pool: one document at a time, answers as plain data. */
import { parentPort } from 'node:worker_threads';
import { toFailure } from '../../runtime/errors.ts';
import { extract } from './extract.ts';
import type { ExtractAnswer, ExtractQuestion } from './extract-pool.ts';

parentPort?.on('message', async (question: ExtractQuestion) => {
  parentPort?.postMessage(await answer(question));
});

async function answer(question: ExtractQuestion): Promise<ExtractAnswer> {
  try {
    const extraction = await extract(question.bytes, question.mime, question.fileName);
    return { extraction };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
