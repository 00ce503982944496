/** Films among the artefacts: each under its topic's name, with the key of what it was made from. */
import type { RenderedVideo } from '../../machines/vocabulary.ts';
import type { ActorPorts, ArtifactRef, CallOutput } from '../ports.ts';
import type { Production } from './ladder.ts';
import { digest, type Order } from './order.ts';

type Published = RenderedVideo & Pick<CallOutput<'avatar.draw'>, 'warnings' | 'degraded'>;

/** What the same order left the last time it was published; null where there is none. */
export async function published(
  ports: ActorPorts,
  workflow: string,
  { script, key }: Pick<Order, 'script' | 'key'>,
): Promise<Published | null> {
  const name = slug(script.topic);
  // The transcript is written last, so where it carries the key everything else is there too.
  const transcript = await ports.artifacts.latest(workflow, 'transcript', `${name}.html`);
  if (transcript === null || transcript.meta.render_key !== key) return null;
  const [video, captions, poster] = await Promise.all([
    ports.artifacts.latest(workflow, 'video', `${name}.mp4`),
    ports.artifacts.latest(workflow, 'captions', `${name}.vtt`),
    ports.artifacts.latest(workflow, 'poster', `${name}.${transcript.meta.poster ?? 'png'}`),
  ]);
  if (captions === null || poster === null) return null;
  const rung = String(transcript.meta.rung);
  return outcome(script.topic, {
    rung,
    reasons: Array.isArray(transcript.meta.degraded) ? transcript.meta.degraded.map(String) : [],
    seconds: Number(transcript.meta.duration_seconds),
    video: rung === 'storyboard' ? null : video,
    captions,
    poster,
    transcript,
  });
}

/** Everything of one film, the transcript last. */
export async function publish(
  ports: ActorPorts,
  workflow: string,
  { script, key }: Pick<Order, 'script' | 'key'>,
  made: Production,
): Promise<Published> {
  const name = slug(script.topic);
  const picture = posterType(made.poster);
  const meta = {
    topic: script.topic,
    duration_seconds: made.seconds,
    degraded: made.reasons,
    rung: made.rung,
    render_key: key,
    synthetic: true,
    poster: picture,
    ...(made.measured ? { measured: made.measured } : {}),
  };
  const put = (type: string, file: string, mime: string, bytes: Uint8Array | { file: string }) =>
    ports.artifacts.put({ workflow, step: 'avatar_creation', type, name: file, mime, meta }, bytes);
  const text = (words: string) => Buffer.from(words, 'utf8');
  const video =
    made.video === null
      ? null
      : await put('video', `${name}.mp4`, 'video/mp4', { file: made.video });
  if (made.storyboard !== null) {
    await put('storyboard', `${name}-storyboard.html`, 'text/html', text(made.storyboard));
  }
  const captions = await put('captions', `${name}.vtt`, 'text/vtt', text(made.vtt));
  const mime = picture === 'jpg' ? 'image/jpeg' : 'image/png';
  const poster = await put('poster', `${name}.${picture}`, mime, made.poster);
  const transcript = await put('transcript', `${name}.html`, 'text/html', text(made.transcript));
  const { rung, reasons, seconds } = made;
  return outcome(script.topic, { rung, reasons, seconds, video, captions, poster, transcript });
}

interface Results {
  rung: string;
  reasons: string[];
  seconds: number;
  video: ArtifactRef | null;
  captions: ArtifactRef;
  poster: ArtifactRef;
  transcript: ArtifactRef;
}

function outcome(topic: string, results: Results): Published {
  const output: Published = {
    topic,
    video: results.video && refOf(results.video),
    captions: refOf(results.captions),
    poster: refOf(results.poster),
    transcript: refOf(results.transcript),
    duration_seconds: results.seconds,
    rung: results.rung,
  };
  if (results.reasons.length === 0) return output;
  const message = `Video "${topic}" came out as ${IN_WORDS[results.rung] ?? results.rung}. ${results.reasons.join(' ')}`;
  return { ...output, degraded: [message], warnings: [{ code: 'AVATAR_DEGRADED', message }] };
}

/** The rendering program hands over a photograph-like picture, our own drawing stays sharp. */
function posterType(bytes: Buffer): 'jpg' | 'png' {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? 'jpg' : 'png';
}

const IN_WORDS: Record<string, string> = {
  rendered_outside: 'planned, after a failure',
  rendered_gpu: 'planned, after a failure',
  rendered_cpu: 'a film rendered without a graphics card',
  drawn_presenter: 'a film with a drawn presenter',
  slides_audio_captions: 'slides with voice and captions',
  storyboard: 'a storyboard to read, without sound or moving pictures',
};

function refOf({ id, type, name, version, sha256, bytes, mime }: ArtifactRef): ArtifactRef {
  return { id, type, name, version, sha256, bytes, mime };
}

/** A topic's name as a file name. */
export function slug(topic: string): string {
  const plain = topic
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? `topic-${digest(topic).slice(0, 8)}` : plain.slice(0, 80);
}
