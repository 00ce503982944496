/** The uploads right after a step made its files: decks, videos, the report. */
import type { Link } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { Activity, ActorPorts, Artifact } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { artifactsOf, type Filing, openFiling, uploadArtifact } from './filing.ts';

/** Decks, one a learner. */
export function uploadPresentations(
  ports: ActorPorts,
  workspace: Workspace,
): Activity<'presentation.upload'> {
  return async (input, run) => {
    const filing = await openFiling(ports, workspace, run, input);
    const decks = await artifactsOf(ports, run.root, ['deck']);
    const links = await uploadAll(filing, decks);
    return {
      uploaded: decks.map((deck, index) => ({
        learner: deck.learner as string,
        link: links[index] as Link,
      })),
    };
  };
}

const VIDEO_TYPES = ['video', 'storyboard', 'captions', 'poster', 'transcript'];

/** Videos with captions, poster and transcript; a topic without video links to its storyboard. */
export function uploadVideos(ports: ActorPorts, workspace: Workspace): Activity<'avatar.upload'> {
  return async (input, run) => {
    const filing = await openFiling(ports, workspace, run, input);
    const files = await artifactsOf(ports, run.root, VIDEO_TYPES);
    const links = await uploadAll(filing, files);
    const byTopic = new Map<string, Link>();
    for (const [index, file] of files.entries()) {
      const topic = file.meta.topic;
      // Types come in order of preference, so the first file of a topic is the one to show.
      if (typeof topic === 'string' && !byTopic.has(topic)) {
        byTopic.set(topic, links[index] as Link);
      }
    }
    return { uploaded: [...byTopic].map(([topic, link]) => ({ topic, link })) };
  };
}

/** The report for people and the result for machines; the link shows the report. */
export function uploadReport(ports: ActorPorts, workspace: Workspace): Activity<'report.upload'> {
  return async (input, run) => {
    const filing = await openFiling(ports, workspace, run, input);
    const files = await artifactsOf(ports, run.root, ['report', 'result']);
    const links = await uploadAll(filing, files);
    const report = links[files.findIndex((file) => file.type === 'report')];
    if (!report) throw terminal('REPORT_MISSING', 'There is no report to upload.');
    return { report };
  };
}

/** One after the other: uploads share one identity's quota, and progress, by bytes, stays honest. */
async function uploadAll(filing: Filing, files: Artifact[]): Promise<Link[]> {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const links: Link[] = [];
  let before = 0;
  for (const file of files) {
    filing.run.signal.throwIfAborted();
    const tell = (bytes: number): void =>
      filing.run.progress((before + bytes) / Math.max(1, total), file.name);
    links.push(await uploadArtifact(filing, file, tell));
    before += file.bytes;
    tell(0);
  }
  return links;
}
