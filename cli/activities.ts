/** Every call of the vocabulary with the activity that makes it, and what those are given. */
import { assessmentActivities } from '../actors/assessment/index.ts';
import { avatarRender, avatarScript, toolsOn } from '../actors/avatar/index.ts';
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
import { reportBuild } from '../actors/report/index.ts';
import type { Workspace } from '../actors/workspace/index.ts';

export interface ActivityParts {
  ports: ActorPorts;
  knowledge: KnowledgeStore;
  workspace: Workspace;
  outbox: Outbox;
  /** PATH in which voices and encoders are looked for. */
  toolPath: string;
}

export function createActivities(parts: ActivityParts): Activities {
  const { ports, knowledge, workspace, outbox } = parts;
  const evidence = (kb: string, query: string, limit: number) =>
    keyStatements(knowledge, kb, query, limit);
  return {
    'drive.provision': provision(ports, workspace),
    'forms.create_intake': createIntake(ports, workspace),
    ...knowledgeActivities({ ...ports, knowledge }),
    ...assessmentActivities({ ...ports, knowledge }),
    'assessment.publish': publishAssessment(ports, workspace),
    'assessment.invite': assessmentInvite({ ...ports, outbox }),
    'responses.read': readResponses(ports, workspace),
    'responses.remind': responsesRemind({ ...ports, outbox }),
    'responses.close': closeResponses(ports, workspace),
    'presentation.build': presentationBuild({ ...ports, evidence }),
    'presentation.upload': uploadPresentations(ports, workspace),
    'avatar.script': avatarScript({ ...ports, evidence }),
    'avatar.render': avatarRender({ ...ports, findTool: toolsOn(parts.toolPath) }),
    'avatar.upload': uploadVideos(ports, workspace),
    'drive.organise': organise(ports, workspace),
    'drive.share': share(ports, workspace),
    'learners.notify': learnersNotify({ ...ports, outbox }),
    'report.build': reportBuild(ports),
    'report.upload': uploadReport(ports, workspace),
    'step.undo': undoStep(ports, workspace),
  };
}
