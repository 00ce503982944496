/** The knowledge room: taking documents in, reading them, searching them, quoting them. */
import type { Activity, ActorPorts } from '../ports.ts';
import { type CollectOptions, collectKnowledge } from './collect.ts';
import type { KnowledgeStore } from './ports.ts';
import { type ProcessOptions, processKnowledge } from './process.ts';

export { collectKnowledge, documentName } from './collect.ts';
export type { Coverage, DomainCoverage, ObjectiveCoverage, Support } from './coverage.ts';
export type { CurriculumProposal } from './curriculum.ts';
export { createCurriculumReader } from './curriculum-file.ts';
export { createDocumentCheck, type DocumentCheck } from './document-check.ts';
export { domainStatements, keyStatements } from './evidence.ts';
export { createExtractPool, type ExtractPool } from './extract-pool.ts';
export { knowledgeId, processKnowledge } from './process.ts';

/** Both activities of the room by their names on the wire. */
export function knowledgeActivities(
  ports: ActorPorts & { knowledge: KnowledgeStore },
  options: CollectOptions & ProcessOptions = {},
): {
  'knowledge.collect': Activity<'knowledge.collect'>;
  'knowledge.process': Activity<'knowledge.process'>;
} {
  return {
    'knowledge.collect': collectKnowledge(ports, options),
    'knowledge.process': processKnowledge(ports, options),
  };
}
