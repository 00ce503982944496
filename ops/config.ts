/** The one place that reads the environment: validated at start, every variable explained. */
import { resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const optional = z.string().min(1).optional();

/** Every variable, with its default; `.env.example` lists the same and a test compares them. */
export const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATA_DIR: z.string().default('var'),
  DATABASE_URL: optional,
  REDIS_URL: optional,
  DOCUMENTS_DIR: optional,
  PRESGEN_SECRET: z.string().min(16).optional(),
  PRESGEN_ADMIN_TOKEN: z.string().min(16).optional(),
  GOOGLE_SERVICE_ACCOUNT_FILE: optional,
  GOOGLE_SUBJECT: optional,
  GOOGLE_SHARED_DRIVE_ID: optional,
  SMTP_URL: optional,
  MAIL_FROM: z.string().default('PresGen <presgen@localhost>'),
  AVATAR_ENABLED: flag.default(true),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PATH: z.string().default(''),
  ACTIVITY_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(8),
  NODE_ID: optional,
  NODE_LEASE_SECONDS: z.coerce.number().min(1).max(3600).default(10),
  STORE_PATIENCE_SECONDS: z.coerce.number().min(0.1).max(300).default(5),
});

export interface Config {
  host: string;
  port: number;
  publicUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  documentsDir: string | undefined;
  secret: string | undefined;
  adminToken: string | undefined;
  google: { serviceAccountFile: string; subject?: string; sharedDriveId?: string } | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  avatarEnabled: boolean;
  logLevel: string;
  /** Folders in which voices and encoders are looked for. */
  toolPath: string;
  activityConcurrency: number;
  /** Name of this process among those on the same database; derived from where it runs when unset. */
  nodeId: string | undefined;
  /** Silence after which the others take this process for dead. */
  nodeLeaseMs: number;
  /** Longest a request waits for a database that is away. */
  storePatienceMs: number;
}

/** @throws Error with one line naming each variable that is wrong. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`configuration: ${faults.join('; ')}`);
  }
  const value = parsed.data;
  return {
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL,
    dataDir: resolve(value.DATA_DIR),
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    documentsDir: value.DOCUMENTS_DIR === undefined ? undefined : resolve(value.DOCUMENTS_DIR),
    secret: value.PRESGEN_SECRET,
    adminToken: value.PRESGEN_ADMIN_TOKEN,
    google: googleOf(value),
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    avatarEnabled: value.AVATAR_ENABLED,
    logLevel: value.LOG_LEVEL,
    toolPath: value.PATH,
    activityConcurrency: value.ACTIVITY_CONCURRENCY,
    nodeId: value.NODE_ID,
    nodeLeaseMs: value.NODE_LEASE_SECONDS * 1000,
    storePatienceMs: value.STORE_PATIENCE_SECONDS * 1000,
  };
}

function googleOf(value: z.infer<typeof environment>): Config['google'] {
  const file = value.GOOGLE_SERVICE_ACCOUNT_FILE;
  if (file === undefined) return undefined;
  return {
    serviceAccountFile: file,
    ...(value.GOOGLE_SUBJECT === undefined ? {} : { subject: value.GOOGLE_SUBJECT }),
    ...(value.GOOGLE_SHARED_DRIVE_ID === undefined
      ? {}
      : { sharedDriveId: value.GOOGLE_SHARED_DRIVE_ID }),
  };
}
