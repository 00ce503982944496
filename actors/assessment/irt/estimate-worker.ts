/** Worker side: fits one cohort, answers as plain data, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { estimate } from './estimate.ts';

parentPort?.postMessage(estimate(workerData as number[][]));
