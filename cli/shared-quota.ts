/**
 * Quota buckets that several processes share, in Redis: the maths of `quota-bucket.ts` as one
 * script, so that no two processes draw the same units. Without Redis each process counts for
 * itself, and the answers of the other side slow all of them down.
 */
import { createClient } from 'redis';
import { type Buckets, bucketsInMemory, type Draw } from '../actors/workspace/quota.ts';
import {
  FACTOR_MIN,
  QUEUE_MAX_MS,
  REMEMBERED_MS,
  ROUNDING,
  SAME_COMPLAINT_MS,
  SHRUNK_MS,
} from '../actors/workspace/quota-bucket.ts';
import { createSystemClock } from '../ops/clock.ts';

export interface SharedBuckets extends Buckets {
  close(): void;
}

export interface SharedQuotaOptions {
  url: string;
  /** Put before every key. */
  prefix?: string;
  /** Told when Redis stops answering, and when it answers again. */
  onChange?: (isThere: boolean) => void;
}

/** A call is not held up longer than this by a Redis that does not answer. */
const PATIENCE_MS = 500;

/** KEYS: buckets. ARGV: now, what to do, silence, six constants, then rate, capacity and units of each bucket. */
const SCRIPT = `
local now, action, silence = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local SHRUNK, SAME = tonumber(ARGV[4]), tonumber(ARGV[5])
local REMEMBERED, MIN = tonumber(ARGV[6]), tonumber(ARGV[7])
local QUEUE, ROUNDING = tonumber(ARGV[8]), tonumber(ARGV[9])
local buckets, wait = {}, 0
for i, key in ipairs(KEYS) do
  local rate, capacity, units = tonumber(ARGV[7 + 3 * i]), tonumber(ARGV[8 + 3 * i]), tonumber(ARGV[9 + 3 * i])
  local kept = redis.call('HMGET', key, 'level', 'at', 'factor', 'shrunk_at', 'awaited')
  local b = { rate = rate, capacity = capacity, units = units,
    level = tonumber(kept[1] or capacity), at = tonumber(kept[2] or now),
    factor = tonumber(kept[3] or 1), shrunk_at = tonumber(kept[4] or 0),
    awaited = tonumber(kept[5] or 0), wait = 0 }
  if now > b.at then
    local slow_until = math.min(now, math.max(b.at, b.shrunk_at + SHRUNK))
    local earned = (slow_until - b.at) * b.factor + (now - slow_until)
    b.level = math.min(capacity, b.level + earned * rate)
    b.awaited = math.max(0, b.awaited - earned * rate)
    b.at = now
  end
  local missing = math.min(units, capacity) - b.level - ROUNDING
  if b.at > now or missing > 0 then
    local factor = 1
    if b.at < b.shrunk_at + SHRUNK then factor = b.factor end
    local pace = rate * factor
    local queue = math.min(QUEUE, b.awaited / pace)
    b.wait = math.max(1, math.ceil(b.at - now + math.max(0, missing) / pace + queue))
    wait = math.max(wait, b.wait)
  end
  buckets[i] = b
end
if action ~= 'take' then wait = 0 end
local answer = { tostring(wait) }
for i, b in ipairs(buckets) do
  if action == 'shrink' then
    local since = now - b.shrunk_at
    b.level = math.min(0, b.level)
    b.at = math.max(b.at, now + silence)
    if since >= SAME then
      if since < SHRUNK + REMEMBERED then b.factor = math.max(MIN, b.factor / 2) else b.factor = 0.5 end
      b.shrunk_at = now
    end
  elseif wait == 0 then
    b.level = b.level - b.units
  elseif b.wait > 0 then
    b.awaited = b.awaited + b.units
  end
  redis.call('HSET', KEYS[i], 'level', string.format('%.17g', b.level), 'at', string.format('%.17g', b.at),
      'factor', string.format('%.17g', b.factor), 'shrunk_at', string.format('%.17g', b.shrunk_at),
    'awaited', string.format('%.17g', b.awaited))
  redis.call('PEXPIRE', KEYS[i], 172800000)
  answer[i + 1] = string.format('%.17g', math.min(1, math.max(0, b.level / b.capacity)))
end
return answer
`;

type Action = 'take' | 'owe' | 'shrink';

/** Connects in the background: until Redis answers, and whenever it does not, buckets are local. */
export function openSharedBuckets(options: SharedQuotaOptions): SharedBuckets {
  const { url, prefix = 'presgen:quota:' } = options;
  const client = createClient({ url, disableOfflineQueue: true });
  const own = bucketsInMemory();
  let isThere: boolean | null = null;
  const say = (now: boolean): void => {
    if (isThere !== now) options.onChange?.(now);
    isThere = now;
  };
  // Without a listener an error event would end the process.
  client.on('error', () => say(false));
  client.on('ready', () => say(true));
  client.connect().catch(() => say(false));

  const run = async (action: Action, draws: Draw[], now: number, silenceMs = 0) => {
    const constants = [
      SHRUNK_MS,
      SAME_COMPLAINT_MS,
      REMEMBERED_MS,
      FACTOR_MIN,
      QUEUE_MAX_MS,
      ROUNDING,
    ];
    const perBucket = draws.flatMap(({ limit, units }) => [limit.rate, limit.capacity, units]);
    const numbers = [silenceMs, ...constants, ...perBucket];
    const call = client.eval(SCRIPT, {
      keys: draws.map(({ key }) => `${prefix}${key}`),
      arguments: [String(now), action, ...numbers.map(String)],
    });
    const [wait, ...left] = (await within(PATIENCE_MS, call)) as string[];
    say(true);
    return { waitMs: Number(wait), left: left.map(Number) };
  };
  const orOwn = async <T>(shared: () => Promise<T>, local: () => Promise<T>): Promise<T> => {
    try {
      return await shared();
    } catch {
      say(false);
      return local();
    }
  };
  return {
    take: (draws, now) =>
      orOwn(
        () => run('take', draws, now),
        () => own.take(draws, now),
      ),
    owe: (draws, now) =>
      orOwn(
        async () => void (await run('owe', draws, now)),
        () => own.owe(draws, now),
      ),
    shrink: (draws, silenceMs, now) =>
      orOwn(
        async () => void (await run('shrink', draws, now, silenceMs)),
        () => own.shrink(draws, silenceMs, now),
      ),
    close: () => {
      if (client.isOpen) client.destroy();
    },
  };
}

/** Rejects when the answer takes longer, in wall time: a rehearsal's clock may jump. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const { now, wakeAt } = createSystemClock();
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = wakeAt(now() + ms, () => reject(new Error('Redis did not answer in time')));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}
