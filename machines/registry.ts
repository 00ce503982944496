/** Every machine by name, with its version and its projection: what the runtime is given. */
import type { AnyStateMachine } from 'xstate';
import { avatarRender } from './avatar-render.ts';
import { certification } from './certification.ts';
import { checkpoint } from './checkpoint.ts';
import { type BreakerInput, breakerAddress, circuitBreaker } from './circuit-breaker.ts';
import { integrationCall } from './integration-call.ts';
import { avatarRenderOneCall } from './older/avatar-render-one-call.ts';
import { checkpointFlat } from './older/checkpoint-flat.ts';
import { responseCollectionUnwatched } from './older/response-collection-unwatched.ts';
import { type Projectable, projectCertification, projectLeaf, type View } from './projection.ts';
import { responseCollection } from './response-collection.ts';
import { versionOf } from './version.ts';
import { INTEGRATIONS, type Integration } from './vocabulary.ts';

/** A machine as the runtime knows it. */
export interface RegisteredMachine {
  machine: AnyStateMachine;
  version: string;
  project(snapshot: Projectable): View;
}

/** The machine that workflows run, by its registered name. */
export const WORKFLOW_MACHINE = 'certification';

/** All machines; an invoke whose `src` is not here is an activity. */
export const machines: Record<string, RegisteredMachine> = {
  certification: register(certification, projectCertification),
  integrationCall: register(integrationCall, projectLeaf),
  circuitBreaker: register(circuitBreaker, projectLeaf),
  checkpoint: register(checkpoint, projectLeaf),
  responseCollection: register(responseCollection, projectLeaf),
  avatarRender: register(avatarRender, projectLeaf),
};

/**
 * Earlier versions that stored actors may still be on, newest first. A machine's file is copied
 * aside before an edit that changes its version, and removed when no running actor needs it.
 */
export const olderMachines: Record<string, RegisteredMachine[]> = {
  avatarRender: [register(avatarRenderOneCall, projectLeaf)],
  checkpoint: [register(checkpointFlat, projectLeaf)],
  responseCollection: [register(responseCollectionUnwatched, projectLeaf)],
};

/** The root actors an installation needs before its first workflow: one breaker an integration. */
export function breakers(): { machine: string; address: string; input: BreakerInput }[] {
  return Object.entries(INTEGRATIONS).map(([name, { threshold, openSeconds }]) => ({
    machine: 'circuitBreaker',
    address: breakerAddress(name),
    input: { integration: name as Integration, threshold, open_ms: openSeconds * 1000 },
  }));
}

function register(
  machine: AnyStateMachine,
  project: (snapshot: Projectable) => View,
): RegisteredMachine {
  return { machine, version: versionOf(machine), project };
}
