/** Phases 5 and 6 of the certification machine: filing, release, sharing, report. */
import type { CertificationContext } from './certification-context.ts';
import { approval, CANCEL, call, rejection, step } from './certification-states.ts';
import type { State } from './machine.ts';

type Context = CertificationContext;

const folders = ({ outputs }: Context) => ({ folders: outputs.folders });

/** Phase 5: filed, released, shared, announced. */
export const distribution: State<Context> = {
  initial: 'drive_organization',
  on: CANCEL,
  states: {
    drive_organization: step('drive_organization', {
      initial: 'organising',
      next: '#certification.reporting',
      states: {
        organising: call('drive.organise', 'drive_organization', {
          input: folders,
          next: 'awaitingApproval',
        }),
        awaitingApproval: approval('release', {
          subject: ({ outputs }) => outputs.manifest,
          approved: 'sharing',
          changes: 'organising',
        }),
        rejected: rejection('drive_organization', 'release', 'organising'),
        sharing: call('drive.share', 'drive_organization', {
          input: folders,
          next: 'notifying',
          skipTo: '#certification.distribution.drive_organization.notifying',
        }),
        notifying: call('learners.notify', 'drive_organization', {
          next: 'completed',
          skipTo: '#certification.distribution.drive_organization.completed',
        }),
      },
    }),
  },
};

/** Phase 6: the report. */
export const reporting: State<Context> = {
  initial: 'completion',
  on: CANCEL,
  states: {
    completion: step('completion', {
      initial: 'reporting',
      next: '#certification.completed',
      states: {
        reporting: call('report.build', 'completion', {
          input: ({ timings, warnings, degraded, approvals }) => ({
            timings,
            warnings,
            degraded,
            approvals,
          }),
          next: 'uploading',
        }),
        uploading: call('report.upload', 'completion', {
          input: folders,
          next: 'completed',
          skipTo: '#certification.reporting.completion.completed',
        }),
      },
    }),
  },
};
