/** The one place that reads the environment: validated at start, every variable explained. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { type LanguageModelConfig, languageModelOf } from './language-model-config.ts';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const optional = z.string().min(1).optional();
const resourceName = (kind: string) =>
  z
    .string()
    .regex(new RegExp(`^projects/[a-z0-9:.-]+/${kind}/[\\w.~+%-]+$`), `is no projects/…/${kind}/…`);

/** Every variable, with its default; `.env.example` lists the same and a test compares them. */
export const environment = z.object({
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe('Port the server listens on'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Where the server listens; anything but loopback demands a login'),
  PUBLIC_URL: z.url().optional().describe('Address people reach it under, for links in mails'),
  DATA_DIR: z
    .string()
    .default('var')
    .describe('Where the embedded database, files and the outbox live'),
  DATABASE_URL: optional.describe('A Postgres server instead of the embedded database'),
  REDIS_URL: optional.describe('Redis for several machines; one process needs none'),
  DOCUMENTS_DIR: optional.describe('Folder below which API requests may name documents by path'),
  PRESGEN_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('Signs links and seals identities; generated into DATA_DIR when unset'),
  PRESGEN_LINK_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('Signs links instead of PRESGEN_SECRET, whose links go on until they expire'),
  PRESGEN_LINK_SECRETS_BEFORE: optional.describe(
    'Earlier PRESGEN_LINK_SECRETs, apart by blanks: their links go on until they expire',
  ),
  PRESGEN_ADMIN_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Admin token for hosts other than loopback; generated when unset'),
  GOOGLE_SERVICE_ACCOUNT_FILE: optional.describe(
    'Google Workspace instead of the local workspace, as a service account',
  ),
  GOOGLE_SUBJECT: optional.describe('Whose Google account the service account acts for'),
  GOOGLE_SHARED_DRIVE_ID: optional.describe('Shared drive that everything goes to'),
  GOOGLE_OAUTH_CLIENT_ID: optional.describe(
    'Google Workspace as a person, who connects in the settings',
  ),
  GOOGLE_OAUTH_CLIENT_SECRET: optional.describe('Secret of that OAuth client'),
  GOOGLE_PUBSUB_TOPIC: resourceName('topics')
    .optional()
    .describe('Where Google tells of new answers: projects/P/topics/T; else they are looked for'),
  GOOGLE_PUBSUB_SUBSCRIPTION: resourceName('subscriptions')
    .optional()
    .describe('Subscription of that topic, of this installation alone: projects/P/subscriptions/S'),
  GOOGLE_QUOTA_SHARE: z.coerce
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("Part of Google's published quotas to use; 0.8 with Google, uncounted without"),
  SMTP_URL: optional.describe('Mail server; without it mails are only kept as files'),
  MAIL_FROM: z.string().default('PresGen <presgen@localhost>').describe('Sender of mails'),
  LLM_PROVIDER: z
    .enum(['openai-compatible', 'anthropic', 'google'])
    .optional()
    .describe('Who writes questions besides the offline generator; unset: nothing leaves'),
  LLM_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address of the language model; needed for openai-compatible (Ollama: http://127.0.0.1:11434/v1)',
    ),
  LLM_MODEL: optional.describe('Name of the model that writes'),
  LLM_JUDGE_MODEL: optional.describe('Name of the model that checks; LLM_MODEL when unset'),
  LLM_EMBEDDING_MODEL: optional.describe(
    'Model for search by meaning beside search by words; of the same provider',
  ),
  LLM_API_KEY: optional.describe('Key of the provider'),
  LLM_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(60)
    .describe('Longest one answer of the language model may take'),
  LLM_TOKENS_PER_WORKFLOW: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1_000_000)
    .describe('Tokens one workflow may use; what is then missing is made offline'),
  LLM_USD_PER_WORKFLOW: z.coerce
    .number()
    .gt(0)
    .optional()
    .describe('US dollars one workflow may cost; takes prices in LLM_PRICES'),
  LLM_PRICES: optional.describe(
    'JSON: {"MODEL": {"prompt": 1.0, "completion": 4.0, "cached": 0.1}}, US dollars a million tokens',
  ),
  AVATAR_ENABLED: flag.default(true).describe('false: no videos, whatever a request asks for'),
  AVATAR_SIDECAR: z
    .union([z.enum(['auto', 'off']), z.url({ protocol: /^https?$/ })])
    .default('auto')
    .describe('Rendering program: auto starts it where it is built, off never, or its address'),
  AVATAR_SIDECAR_TOKEN: optional.describe('Token of the rendering program at that address'),
  AVATAR_ROLLOUT: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(100)
    .describe('Percent of workflows whose videos the rendering program makes'),
  AVATAR_BACKEND: z
    .enum(['auto', 'cpu', 'none', 'exec', 'http'])
    .default('auto')
    .describe('Who draws the presenter: the rendering program (auto, cpu), nobody, or your own'),
  AVATAR_BACKEND_EXEC: optional.describe('Absolute path of your own program for exec'),
  AVATAR_BACKEND_HTTP: optional.describe('Origin of your own server for http'),
  AVATAR_NONCOMMERCIAL: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('yes: a presenter whose licence forbids commercial use may be used'),
  DECK_PROOFS: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(2)
    .describe('Decks of a workflow that are set by LibreOffice and looked at as pages'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is logged'),
  PRESGEN_FAULTS: optional.describe(
    'Faults of the local workspace for developers: JSON, or a file of it; [] only opens the page',
  ),
  PATH: z.string().default(''),
  ACTIVITY_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(8)
    .describe('External calls running at once in this process'),
  NODE_ID: optional.describe('Name of this process among several on one database'),
  NODE_LEASE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(3600)
    .default(10)
    .describe('Silence after which other processes take over its work'),
  STORE_PATIENCE_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(300)
    .default(5)
    .describe('Longest a request waits while the database is away'),
});

/** Their values open doors: only whether they are set may be shown. */
const SECRETS = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'PRESGEN_SECRET',
  'PRESGEN_LINK_SECRET',
  'PRESGEN_LINK_SECRETS_BEFORE',
  'PRESGEN_ADMIN_TOKEN',
  'GOOGLE_SERVICE_ACCOUNT_FILE',
  'GOOGLE_OAUTH_CLIENT_SECRET',
  'SMTP_URL',
  'LLM_API_KEY',
  'AVATAR_SIDECAR_TOKEN',
]);

/** One variable as it is in force. */
export interface ConfigurationEntry {
  name: string;
  meaning: string;
  from: 'environment' | 'default';
  /** Null for secrets and for what is not set. */
  value: string | null;
  is_secret: boolean;
}

/** Where notices of new answers come from, and where they are sent to. */
export interface NoticeConfig {
  topic: string;
  subscription: string;
}

/** Whom Google takes us for: a robot of its own, or the person who connected an account. */
export type GoogleConfig =
  | {
      as: 'service_account';
      serviceAccountFile: string;
      subject: string | undefined;
      sharedDriveId: string | undefined;
    }
  | { as: 'person'; clientId: string; clientSecret: string; sharedDriveId: string | undefined };

export interface Config {
  /** Every variable but PATH, fit to be shown. */
  inForce: ConfigurationEntry[];
  host: string;
  port: number;
  publicUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  documentsDir: string | undefined;
  secret: string | undefined;
  linkSecret: string | undefined;
  /** What opened links before, newest first. */
  linkSecretsBefore: string[];
  adminToken: string | undefined;
  /** Undefined: the local workspace. */
  google: GoogleConfig | undefined;
  /** Undefined: nobody tells of new answers, they are only looked for. */
  googleNotices: NoticeConfig | undefined;
  /** Above 0, at most 1. */
  quotaShare: number | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Undefined: all questions are made offline. */
  languageModel: LanguageModelConfig | undefined;
  avatarEnabled: boolean;
  /** `mode` is auto, off or an address; `rollout` is in percent of workflows. */
  avatarSidecar: {
    mode: string;
    token: string;
    rollout: number;
    backend: string;
    /** What the program is told about presenters of this installation's own. */
    env: Record<string, string>;
  };
  /** Decks of a workflow that are looked at as rendered pages; 0: none. */
  deckProofs: number;
  logLevel: string;
  /** A fault profile for the local workspace, as JSON or as a path; unset: no faults and no page. */
  faults: string | undefined;
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
    inForce: inForce(present, value),
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL,
    dataDir: resolve(value.DATA_DIR),
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    documentsDir: value.DOCUMENTS_DIR === undefined ? undefined : resolve(value.DOCUMENTS_DIR),
    secret: value.PRESGEN_SECRET,
    linkSecret: value.PRESGEN_LINK_SECRET,
    linkSecretsBefore: value.PRESGEN_LINK_SECRETS_BEFORE?.split(/\s+/).filter(Boolean) ?? [],
    adminToken: value.PRESGEN_ADMIN_TOKEN,
    google: googleOf(value),
    googleNotices: noticesOf(value),
    quotaShare: value.GOOGLE_QUOTA_SHARE,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    languageModel: languageModelOf(value),
    avatarEnabled: value.AVATAR_ENABLED,
    avatarSidecar: {
      mode: value.AVATAR_SIDECAR,
      token: value.AVATAR_SIDECAR_TOKEN ?? '',
      rollout: value.AVATAR_ROLLOUT,
      backend: value.AVATAR_BACKEND,
      env: {
        AVATAR_BACKEND_EXEC: value.AVATAR_BACKEND_EXEC ?? '',
        AVATAR_BACKEND_HTTP: value.AVATAR_BACKEND_HTTP ?? '',
        AVATAR_NONCOMMERCIAL: value.AVATAR_NONCOMMERCIAL,
      },
    },
    deckProofs: value.DECK_PROOFS,
    logLevel: value.LOG_LEVEL,
    faults: faultsOf(value),
    toolPath: value.PATH,
    activityConcurrency: value.ACTIVITY_CONCURRENCY,
    nodeId: value.NODE_ID,
    nodeLeaseMs: value.NODE_LEASE_SECONDS * 1000,
    storePatienceMs: value.STORE_PATIENCE_SECONDS * 1000,
  };
}

function inForce(
  present: Record<string, string | undefined>,
  values: Record<string, unknown>,
): ConfigurationEntry[] {
  return Object.entries(environment.shape)
    .filter(([name]) => name !== 'PATH')
    .map(([name, schema]) => {
      const is_secret = SECRETS.has(name);
      const value = values[name];
      return {
        name,
        meaning: schema.description ?? '',
        from: present[name] === undefined ? ('default' as const) : ('environment' as const),
        value: is_secret || value === undefined ? null : String(value),
        is_secret,
      };
    });
}

/** Nobody's real drive is made to fail. */
function faultsOf(value: z.infer<typeof environment>): string | undefined {
  const isGoogle = value.GOOGLE_SERVICE_ACCOUNT_FILE ?? value.GOOGLE_OAUTH_CLIENT_ID;
  if (value.PRESGEN_FAULTS !== undefined && isGoogle !== undefined)
    throw new Error(
      'configuration: PRESGEN_FAULTS: only the local workspace has faults; unset it or the variables of Google',
    );
  return value.PRESGEN_FAULTS;
}

/** @throws Error naming the variable that is missing. */
function noticesOf(value: z.infer<typeof environment>): NoticeConfig | undefined {
  const { GOOGLE_PUBSUB_TOPIC: topic, GOOGLE_PUBSUB_SUBSCRIPTION: subscription } = value;
  if (topic === undefined && subscription === undefined) return undefined;
  if (topic === undefined || subscription === undefined)
    throw new Error(
      'configuration: GOOGLE_PUBSUB_TOPIC and GOOGLE_PUBSUB_SUBSCRIPTION: set both or none',
    );
  if (googleOf(value) === undefined)
    throw new Error(
      'configuration: GOOGLE_PUBSUB_SUBSCRIPTION: only Google tells of answers that way; set GOOGLE_SERVICE_ACCOUNT_FILE or GOOGLE_OAUTH_CLIENT_ID too',
    );
  return { topic, subscription };
}

/** @throws Error naming the variables that contradict or miss each other. */
function googleOf(value: z.infer<typeof environment>): Config['google'] {
  const {
    GOOGLE_SERVICE_ACCOUNT_FILE: serviceAccountFile,
    GOOGLE_SUBJECT: subject,
    GOOGLE_SHARED_DRIVE_ID: sharedDriveId,
    GOOGLE_OAUTH_CLIENT_ID: clientId,
    GOOGLE_OAUTH_CLIENT_SECRET: clientSecret,
  } = value;
  const refuse = (fault: string): never => {
    throw new Error(`configuration: ${fault}`);
  };
  if (serviceAccountFile !== undefined) {
    if (clientId !== undefined)
      refuse('set GOOGLE_SERVICE_ACCOUNT_FILE or GOOGLE_OAUTH_CLIENT_ID, not both');
    if (subject === undefined && sharedDriveId === undefined)
      refuse(
        'GOOGLE_SERVICE_ACCOUNT_FILE: a service account owns no files; set GOOGLE_SHARED_DRIVE_ID or GOOGLE_SUBJECT too',
      );
    return { as: 'service_account', serviceAccountFile, subject, sharedDriveId };
  }
  if (subject !== undefined)
    refuse(
      'GOOGLE_SUBJECT: only a service account acts for others; set GOOGLE_SERVICE_ACCOUNT_FILE',
    );
  if (clientId !== undefined && clientSecret !== undefined)
    return { as: 'person', clientId, clientSecret, sharedDriveId };
  if (clientId !== undefined || clientSecret !== undefined)
    refuse('GOOGLE_OAUTH_CLIENT_ID and GOOGLE_OAUTH_CLIENT_SECRET: set both or none');
  return undefined;
}
