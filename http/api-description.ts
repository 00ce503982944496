/** The API in OpenAPI 3.1, generated from the schemas that validate. */
import { z } from 'zod';
import { decisionRequest, resolutionRequest, workflowEvent, workflowRequest } from './schemas.ts';

interface Operation {
  summary: string;
  requestBody?: object;
  responses: Record<string, object>;
}

const problem = { description: 'RFC 9457 problem', content: { 'application/problem+json': {} } };
const json = (description: string) => ({ description, content: { 'application/json': {} } });
const body = (schema: z.ZodType) => ({
  required: true,
  content: {
    'application/json': { schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) },
  },
});
const read = (summary: string): Operation => ({
  summary,
  responses: { 200: json('as asked'), 404: problem },
});

export function API(version: string): {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, Operation>>;
} {
  return {
    openapi: '3.1.0',
    info: {
      title: 'PresGen',
      version,
      description: 'Certification-learning workflows as durable statecharts.',
    },
    paths: {
      '/api/workflows': {
        get: read('List workflows: state, q, cursor, limit'),
        post: {
          summary: 'Start a workflow',
          requestBody: body(workflowRequest),
          responses: { 201: json('started'), 422: problem },
        },
      },
      '/api/workflows/{id}': { get: read('Snapshot of a workflow') },
      '/api/workflows/{id}/timeline': { get: read('Timeline') },
      '/api/workflows/{id}/events': {
        get: read('Journal after a position: after, actor'),
        post: {
          summary: 'Intervene',
          requestBody: body(workflowEvent),
          responses: { 202: json('taken'), 409: problem, 422: problem },
        },
      },
      '/api/workflows/{id}/artifacts': { get: read('Artefacts') },
      '/api/workflows/{id}/result': { get: read('Result, when there is one') },
      '/api/workflows/{id}/at/{seq}': {
        get: read('Snapshot as of a journal position: actor, for one of its parts'),
      },
      '/api/artifacts/{id}': { get: read('One artefact; Range is honoured') },
      '/api/checkpoints': { get: read('Open checkpoints, earliest due first') },
      '/api/checkpoints/{id}': { get: read('One checkpoint with its content') },
      '/api/checkpoints/{id}/claim': {
        post: {
          summary: 'Reserve a checkpoint for half an hour',
          responses: { 200: json('reserved'), 404: problem },
        },
      },
      '/api/checkpoints/{id}/decisions': {
        post: {
          summary: 'Decide',
          requestBody: body(decisionRequest),
          responses: { 200: json('decided'), 403: problem, 409: problem, 422: problem },
        },
      },
      '/api/dead-letters': {
        get: read('What stopped workflows, newest first: state (open or resolved), cursor, limit'),
      },
      '/api/dead-letters/{id}/resolutions': {
        post: {
          summary: 'Try the event again, or go on without it',
          requestBody: body(resolutionRequest),
          responses: { 200: json('carried out'), 404: problem, 409: problem, 422: problem },
        },
      },
      '/api/uploads': {
        post: {
          summary: 'Hand in a document: name, title',
          responses: { 201: json('stored'), 413: problem },
        },
      },
      '/api/machines': { get: read('Machines with their versions') },
      '/api/machines/{name}/{version}': {
        get: read('States, transitions and layout of a machine: view; 202 while it is laid out'),
      },
      '/api/machines/{name}/{version}/definition': {
        get: read('Configuration of a machine version, functions by presence only'),
      },
      '/health': { get: read('Whether the process answers') },
      '/ready': { get: read('Readiness per component') },
      '/metrics': { get: read('Prometheus metrics') },
    },
  };
}
