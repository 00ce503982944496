/** The index of collected answers in memory, held against the real one by `response-index.test.ts`. */
import type { CollectedResponse, ResponseIndex } from '../../actors/ports.ts';

interface Form {
  workflow: string;
  cursor: number | null;
  responses: Map<string, CollectedResponse>;
}

export function memoryIndex(): ResponseIndex {
  const forms = new Map<string, Form>();
  const all = (form: string) => [...(forms.get(form)?.responses.values() ?? [])];
  const latest = (form: string) => {
    const newest = new Map<string, CollectedResponse>();
    const ordered = all(form).sort(
      (a, b) => a.submittedAt - b.submittedAt || (a.id < b.id ? -1 : 1),
    );
    for (const response of ordered)
      if (response.learner !== null) newest.set(response.learner, response);
    return [...newest.values()];
  };
  return {
    open: async (workflow, form) => {
      if (!forms.has(form)) forms.set(form, { workflow, cursor: null, responses: new Map() });
    },
    workflowOf: async (form) => forms.get(form)?.workflow ?? null,
    cursor: async (form) => forms.get(form)?.cursor ?? null,
    advance: async (form, cursor) => {
      const known = forms.get(form);
      if (known) known.cursor = cursor;
    },
    keep: async (form, responses) => {
      const kept = forms.get(form)?.responses;
      for (const response of responses) {
        const known = kept?.get(response.id);
        if (!known || known.submittedAt <= response.submittedAt)
          kept?.set(response.id, structuredClone(response));
      }
    },
    answered: async (form) => latest(form).map(({ learner }) => learner as string),
    unmatched: async (form) => all(form).filter(({ learner }) => learner === null).length,
    latest: async (form) => structuredClone(latest(form)),
    restart: async (form) => {
      const known = forms.get(form);
      if (known) Object.assign(known, { cursor: null, responses: new Map() });
    },
    forget: async (form) => {
      forms.delete(form);
    },
  };
}
