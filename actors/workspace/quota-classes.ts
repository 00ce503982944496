/** What each call costs, in the units the suite counts in, and how much of them there is. */
import type { Limit } from './quota-bucket.ts';

export const QUOTA_CLASSES = [
  'forms_read',
  'forms_responses',
  'forms_write',
  'drive',
  'drive_upload',
  'drive_download',
  'slides_read',
  'slides_thumbnail',
  'slides_write',
] as const;
export type QuotaClass = (typeof QUOTA_CLASSES)[number];

/** Whose allowance: everybody's on one project, or one account's. */
export type QuotaScope = 'project' | 'identity';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const GB = 1_000_000_000;

interface Quota {
  perMs: number;
  project: number | null;
  identity: number | null;
}

/** As published: requests or units a minute, bytes a day. */
const QUOTAS: Record<QuotaClass, Quota> = {
  forms_read: { perMs: MINUTE_MS, project: 975, identity: 390 },
  forms_responses: { perMs: MINUTE_MS, project: 450, identity: 180 },
  forms_write: { perMs: MINUTE_MS, project: 375, identity: 150 },
  drive: { perMs: MINUTE_MS, project: 1_000_000, identity: 325_000 },
  drive_upload: { perMs: DAY_MS, project: null, identity: 750 * GB },
  drive_download: { perMs: DAY_MS, project: 1000 * GB, identity: null },
  slides_read: { perMs: MINUTE_MS, project: 3000, identity: 600 },
  slides_thumbnail: { perMs: MINUTE_MS, project: 300, identity: 60 },
  slides_write: { perMs: MINUTE_MS, project: 600, identity: 60 },
};

/** The scopes a class is counted in, each with its limit at `share` (0 to 1) of the quota. */
export function limitsOf(name: QuotaClass, share: number): [QuotaScope, Limit][] {
  const { perMs, ...quotas } = QUOTAS[name];
  return (['project', 'identity'] as const).flatMap((scope) => {
    const quota = quotas[scope];
    if (quota === null) return [];
    const allowed = quota * share;
    // A quarter at once: at 80 % no minute ever sees more than the whole quota.
    return [
      [scope, { rate: allowed / perMs, capacity: allowed / 4 }] satisfies [QuotaScope, Limit],
    ];
  });
}

export interface Cost {
  name: QuotaClass;
  units: number;
}

/** What a request draws; empty for calls nobody counts, such as those for tokens. */
export function costOf(request: Pick<Request, 'method' | 'url' | 'headers'>): Cost[] {
  const url = new URL(request.url);
  const isRead = request.method === 'GET';
  switch (url.host) {
    case 'forms.googleapis.com':
      if (!isRead) return [{ name: 'forms_write', units: 1 }];
      return [
        { name: /\/responses$/.test(url.pathname) ? 'forms_responses' : 'forms_read', units: 1 },
      ];
    case 'slides.googleapis.com':
      if (!isRead) return [{ name: 'slides_write', units: 1 }];
      return [
        { name: /\/thumbnail$/.test(url.pathname) ? 'slides_thumbnail' : 'slides_read', units: 1 },
      ];
    case 'www.googleapis.com':
      return driveCost(request.method, url, request.headers);
    default:
      return [];
  }
}

const UNITS = { get: 5, list: 100, download: 200, modify: 50, other: 5 };

function driveCost(method: string, url: URL, headers: Headers): Cost[] {
  const units = (kind: keyof typeof UNITS): Cost => ({ name: 'drive', units: UNITS[kind] });
  if (url.pathname.startsWith('/upload/')) {
    if (method !== 'PUT') return [units('modify')];
    return [units('other'), { name: 'drive_upload', units: bytesOf(headers) }];
  }
  if (method !== 'GET') return [units('modify')];
  // How much a download brings is known afterwards; it only has to wait while too much was taken.
  if (url.searchParams.get('alt') === 'media' || url.pathname.endsWith('/export'))
    return [units('download'), { name: 'drive_download', units: 0 }];
  if (/\/(files|changes|permissions|drives)$/.test(url.pathname)) return [units('list')];
  if (/\/(generateIds|about|startPageToken)$/.test(url.pathname)) return [units('other')];
  return [units('get')];
}

/** Bytes of a part of an upload, by the range it names. */
function bytesOf(headers: Headers): number {
  const match = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '');
  return match ? Number(match[2]) - Number(match[1]) + 1 : 0;
}
