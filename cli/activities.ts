/** Every call of the vocabulary with the activity that makes it, and what those are given. */
import { type IntakePorts, withIntake, withMeasuring } from '../actors/assessment/bank/index.ts';
import { assessmentActivities } from '../actors/assessment/index.ts';
import type { QuestionWriter } from '../actors/assessment/llm/ports.ts';
import {
  avatarRender,
  avatarScript,
  avatarStages,
  JOB_CALL,
  type RenderPorts,
  type SidecarUse,
  takeJobBack,
  toolsOn,
} from '../actors/avatar/index.ts';
import {
  organise,
  provision,
  share,
  undoStep,
  uploadPresentations,
  uploadReport,
  uploadVideos,
} from '../actors/drive/index.ts';
import {
  closeResponses,
  createIntake,
  publishAssessment,
  readResponses,
  shutResponses,
  watchResponses,
} from '../actors/forms/index.ts';
import type { Activities } from '../actors/index.ts';
import { keyStatements, knowledgeActivities } from '../actors/knowledge/index.ts';
import type { KnowledgeStore } from '../actors/knowledge/ports.ts';
import {
  assessmentInvite,
  learnersNotify,
  type Outbox,
  responsesRemind,
} from '../actors/notification/index.ts';
import type { ActorPorts } from '../actors/ports.ts';
import { presentationBuild } from '../actors/presentation/index.ts';
import { type Foretell, reportBuild, type Verdicts } from '../actors/report/index.ts';
import type { Workspace } from '../actors/workspace/index.ts';
import { pdfMaker } from '../actors/workspace/local/office.ts';

export interface ActivityParts {
  ports: ActorPorts;
  knowledge: KnowledgeStore;
  workspace: Workspace;
  outbox: Outbox;
  /** Where approved questions are kept, and who approved them. */
  intake: Pick<IntakePorts, 'bank' | 'review'>;
  /** A language model that writes questions, where one is configured. */
  writer?: QuestionWriter | undefined;
  /** What was expected of each step, for the report. */
  foretell: Foretell;
  /** The rendering program, and who is told how each video was made. */
  avatar: { sidecar: SidecarUse; onRung: (rung: string) => void };
  /** Where judgements of the work are kept. */
  verdicts: Verdicts;
  /** PATH in which voices and encoders are looked for. */
  toolPath: string;
  /** Decks of a workflow that are looked at as rendered pages. */
  deckProofs: number;
}

function proofOf({ toolPath, deckProofs }: ActivityParts) {
  return { toPdf: pdfMaker(toolPath), find: toolsOn(toolPath), decks: deckProofs };
}

export function createActivities(parts: ActivityParts): Activities {
  const { ports, knowledge, workspace, outbox } = parts;
  const assessment = assessmentActivities({ ...ports, knowledge, writer: parts.writer });
  const intake = { ...ports, ...parts.intake };
  const rendering: RenderPorts = { ...ports, ...parts.avatar, findTool: toolsOn(parts.toolPath) };
  const evidence = (kb: string, query: string, limit: number) =>
    keyStatements(knowledge, kb, query, limit);
  return {
    'drive.provision': provision(ports, workspace),
    'forms.create_intake': createIntake(ports, workspace),
    ...knowledgeActivities({ ...ports, knowledge }),
    ...assessment,
    'assessment.publish': withIntake(intake, publishAssessment(ports, workspace)),
    'gaps.analyse': withMeasuring(intake, assessment['gaps.analyse']),
    'assessment.invite': assessmentInvite({ ...ports, outbox }),
    'responses.watch': watchResponses(ports, workspace),
    'responses.read': readResponses(ports, workspace),
    'responses.remind': responsesRemind({ ...ports, outbox }),
    'responses.shut': shutResponses(ports, workspace),
    'responses.close': closeResponses(ports, workspace),
    'presentation.build': presentationBuild({ ...ports, evidence, proof: proofOf(parts) }),
    'presentation.upload': uploadPresentations(ports, workspace),
    'avatar.script': avatarScript({ ...ports, evidence }),
    ...avatarStages(rendering),
    'avatar.render': avatarRender(rendering),
    'avatar.upload': uploadVideos(ports, workspace),
    'drive.organise': organise(ports, workspace),
    'drive.share': share(ports, workspace),
    'learners.notify': learnersNotify({ ...ports, outbox }),
    'report.build': reportBuild({ ...ports, foretell: parts.foretell, verdicts: parts.verdicts }),
    'report.upload': uploadReport(ports, workspace),
    'step.undo': undoStep(ports, workspace, {
      [JOB_CALL]: (effect, signal) => takeJobBack(rendering, effect, signal),
    }),
  };
}
