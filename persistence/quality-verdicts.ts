/** Judgements of quality, kept so that runs can be compared; the same shape as the report's verdicts. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { QualityVerdictRow } from './entities/quality.ts';
import { throughJson } from './json-text.ts';

/** One judgement: scores and counts by rule, nobody's id. `at` in ms since 1970. */
export interface QualityVerdict {
  key: string;
  workflow: string;
  certification_name: string;
  moment: string;
  at: number;
  score: number;
  compliance_status: string;
  categories: unknown[];
  rules: unknown[];
}

export interface QualityVerdicts {
  /** The first verdict of a key stays. */
  keep(verdict: QualityVerdict): Promise<void>;
  /** The newest first; of one workflow or of all. */
  newest(limit: number, workflow?: string): Promise<QualityVerdict[]>;
}

export function createQualityVerdicts(db: Database): QualityVerdicts {
  const em = () => db.orm.em.fork();
  return withDatabaseFailures<QualityVerdicts>({
    async keep({ certification_name, compliance_status, categories, rules, ...rest }) {
      const row = {
        ...rest,
        certificationName: certification_name,
        complianceStatus: compliance_status,
        categories: throughJson(categories),
        rules: throughJson(rules),
      };
      await em().upsert(QualityVerdictRow, row, {
        onConflictFields: ['key'],
        onConflictAction: 'ignore',
      });
    },
    async newest(limit, workflow) {
      const where = workflow === undefined ? {} : { workflow };
      const newestFirst = { orderBy: { at: 'desc', key: 'desc' }, limit } as const;
      return (await em().find(QualityVerdictRow, where, newestFirst)).map(verdict);
    },
  });
}

function verdict(row: QualityVerdictRow): QualityVerdict {
  const { key, workflow, moment, at } = row;
  return {
    ...{ key, workflow, moment, at },
    score: Number(row.score),
    certification_name: row.certificationName,
    compliance_status: row.complianceStatus,
    categories: row.categories as unknown[],
    rules: row.rules as unknown[],
  };
}
