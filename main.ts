/** The command line. Each command lives in `cli/`; this file finds it and turns its end into an exit code. */
import { enableCompileCache } from 'node:module';
import { oneLine, terminal, UsageError } from './cli/exits.ts';

// Compiling our own code is half of a start; a restart after a crash finds it done.
enableCompileCache();

interface Command {
  summary: string;
  usage: string;
  load(): Promise<{ run(args: string[]): Promise<number> }>;
}

const COMMANDS: Record<string, Command> = {
  serve: {
    summary: 'run the server and its page',
    usage: 'presgen serve\n\nConfiguration comes from the environment; see .env.example.',
    load: () => import('./cli/serve.ts'),
  },
  run: {
    summary: 'run one request to its end',
    usage:
      'presgen run REQUEST.yaml --auto [--out DIR] [--json] [--resume]\n\n' +
      '--auto    play the approvers and learners of the rehearsal section (needed for now)\n' +
      '--out     where artefacts and data go (default var/run); made by an earlier run: replaced\n' +
      '--json    print the result as JSON on standard output\n' +
      '--resume  go on with the unfinished workflow in --out',
    load: () => import('./cli/run.ts'),
  },
  demo: {
    summary: 'run the example course from request to report',
    usage: 'presgen demo [--out DIR]',
    load: () => import('./cli/demo.ts'),
  },
  migrate: {
    summary: 'bring the database up to date',
    usage:
      'presgen migrate\n' +
      'presgen migrate --workflows [--dry-run]\n\n' +
      '--workflows  also move running workflows and their parts to the current machine versions,\n' +
      '             as far as migrations are registered; stop the servers first\n' +
      '--dry-run    only say what would be moved, and what that would begin and end',
    load: () => import('./cli/migrate.ts'),
  },
  replay: {
    summary: 'show how a workflow came to where it stands, or check every journal',
    usage:
      'presgen replay WORKFLOW [--at SEQ] [--json]\n' +
      'presgen replay --all [--on-current] [--json]\n\n' +
      'Folds the journal of a workflow, or of one of its parts by its address, and shows its course.\n' +
      'With --all every stored journal is replayed on the code of the version it was written by;\n' +
      'exit 1 when state, effects or a stored snapshot come out different.\n\n' +
      '--at          stop at this journal position (default: the last)\n' +
      '--on-current  replay only actors on older versions, on the current version\n' +
      '--json        print JSON on standard output',
    load: () => import('./cli/replay.ts'),
  },
  audit: {
    summary: 'check that nobody altered the audit log',
    usage:
      'presgen audit verify\n\n' +
      'Recomputes the chain of hashes of every tenant. Exit 1 names the tenant and the first entry\n' +
      'that does not fit. A cut-off end shows only against a hash kept elsewhere.',
    load: () => import('./cli/audit.ts'),
  },
  export: {
    summary: 'write what is kept about one workflow into a zip file',
    usage:
      'presgen export WORKFLOW [--out FILE.zip]\n\n' +
      'Settings, journal of the workflow and all its parts (NDJSON), timeline, audit entries and\n' +
      'artefacts. Learners appear by id only, so files made for one learner, which show the name,\n' +
      'are listed but left out.\n\n' +
      '--out  where to (default WORKFLOW.zip); an existing file is not replaced',
    load: () => import('./cli/export.ts'),
  },
  erase: {
    summary: 'show what is kept about a learner, or destroy it',
    usage:
      'presgen erase LEARNER [--workflow ID] [--yes]\n\n' +
      'Without --yes nothing is changed: it lists what would go, what would remain, and why.\n' +
      'Stop the server first when the database is embedded.\n\n' +
      '--workflow  in that workflow only (default: in every workflow that knows the learner)\n' +
      '--yes       destroy identity, answers, decks and mails for good; there is no way back',
    load: () => import('./cli/erase.ts'),
  },
  doctor: {
    summary: 'say what this machine has and what will be degraded',
    usage: 'presgen doctor',
    load: () => import('./cli/doctor.ts'),
  },
};

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `presgen COMMAND [--help]\n\n${lines.join('\n')}`;
}

async function main(argv: string[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(overview());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) throw new UsageError(`there is no command ${name}; presgen --help lists them`);
  if (args.includes('--help')) {
    terminal.out(command.usage);
    return 0;
  }
  const { run } = await command.load();
  return run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  terminal.err(oneLine(error));
  process.exitCode = error instanceof UsageError || isParseArgsError(error) ? 2 : 1;
}

function isParseArgsError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
}
