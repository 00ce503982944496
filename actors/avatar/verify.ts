/** Looks at the finished file before anyone else does. */
import { transient } from '../../runtime/errors.ts';
import { runTool } from './child-process.ts';

/** What the file really holds. */
export interface VideoFacts {
  seconds: number;
  frames: number;
  width: number;
  height: number;
  audioSeconds: number;
  captionStreams: number;
}

interface Stream {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  duration?: string;
  nb_read_packets?: string;
}

/** Rejects with a transient `VERIFY_FAILED` that names the first thing that is not as ordered. */
export async function verifyVideo(
  ffprobe: string,
  file: string,
  { frames, fps }: { frames: number; fps: number },
  signal: AbortSignal,
): Promise<VideoFacts> {
  const args = ['-v', 'error', '-count_packets', '-show_streams', '-of', 'json', file];
  const answer = await runTool(ffprobe, args, { signal, timeoutMs: 60_000 });
  const { streams = [] } = JSON.parse(answer) as { streams?: Stream[] };
  const video = streams.find((stream) => stream.codec_name === 'h264');
  const audio = streams.find((stream) => stream.codec_name === 'aac');
  const facts: VideoFacts = {
    seconds: Number(video?.duration ?? 0),
    frames: Number(video?.nb_read_packets ?? 0),
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    audioSeconds: Number(audio?.duration ?? 0),
    captionStreams: streams.filter((stream) => stream.codec_name === 'mov_text').length,
  };
  const problem = problemOf(facts, frames, fps);
  if (problem !== null) throw transient('VERIFY_FAILED', `the video ${problem}`);
  return facts;
}

function problemOf(facts: VideoFacts, frames: number, fps: number): string | null {
  if (facts.frames !== frames) return `has ${facts.frames} frames instead of ${frames}`;
  if (facts.captionStreams !== 1) return 'has no captions inside';
  if (Math.abs(facts.seconds - frames / fps) > 1 / fps) return `lasts ${facts.seconds} s`;
  if (Math.abs(facts.audioSeconds - facts.seconds) > 1 / fps + 0.03) {
    return `has ${facts.audioSeconds} s of sound for ${facts.seconds} s of picture`;
  }
  return null;
}
