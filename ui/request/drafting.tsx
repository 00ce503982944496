/** How the parts of the page reach the draft, and a field that is bound to one of its paths. */
import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { Field, type FieldWiring } from '../kit/field.tsx';
import { type Fault, fieldId, SECTIONS, type SectionId, sectionOf } from './check.ts';
import type { Draft } from './draft.ts';

export interface Drafting {
  draft: Draft;
  faults: Map<string, string>;
  edit: (section: SectionId, change: (draft: Draft) => Partial<Draft>) => void;
}

export const DraftingContext = createContext<Drafting | null>(null);

export function useDrafting(): Drafting {
  const drafting = useContext(DraftingContext);
  if (drafting === null) throw new Error('a part of the request stands outside of it');
  return drafting;
}

/** Keyed by path; the first fault of a path is the one to show. */
export function byPath(faults: Fault[]): Map<string, string> {
  const messages = new Map<string, string>();
  for (const { path, message } of faults) if (!messages.has(path)) messages.set(path, message);
  return messages;
}

/** A field of the request: its id, hint and fault follow from its path. */
export function PathField(props: {
  path: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  children: (wiring: FieldWiring) => JSX.Element;
}): JSX.Element {
  const { path, label, hint, children } = props;
  const { faults } = useDrafting();
  return (
    <Field id={fieldId(path)} label={label} hint={hint} error={faults.get(path)}>
      {children}
    </Field>
  );
}

type Text = {
  [K in keyof Draft]-?: Draft[K] extends string ? K : never;
}[keyof Draft];

/** One line of text that is a field of the draft by itself. */
export function TextField(props: {
  path: string;
  of: Text;
  label: string;
  hint?: ComponentChildren;
  /** Numbers are typed as text, so that a comma or a half-written number is not lost. */
  isNumber?: boolean;
  autocomplete?: string;
}): JSX.Element {
  const { path, of, label, hint, isNumber = false, autocomplete = 'off' } = props;
  const { draft, edit } = useDrafting();
  return (
    <PathField path={path} label={label} hint={hint}>
      {(wiring) => (
        <input
          {...wiring}
          class={isNumber ? 'short' : 'long'}
          inputMode={isNumber ? 'decimal' : 'text'}
          autocomplete={autocomplete}
          value={draft[of]}
          onInput={({ currentTarget }) =>
            edit(sectionOf(path), () => ({ [of]: currentTarget.value }))
          }
        />
      )}
    </PathField>
  );
}

/** A part of the request with its heading; what is wrong with the part as a whole stands below it. */
export function Section(props: {
  id: SectionId;
  lead?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  const { id, lead, children } = props;
  const { faults } = useDrafting();
  const name = SECTIONS.find((each) => each.id === id)?.name ?? '';
  const whole = WHOLE_PATHS[id]?.filter((path) => faults.has(path)) ?? [];
  return (
    <section
      class="panel request-part"
      id={`part-${id}`}
      tabIndex={-1}
      aria-labelledby={`part-${id}-name`}
    >
      <h2 id={`part-${id}-name`}>{name}</h2>
      {lead && <p class="hint">{lead}</p>}
      {whole.map((path) => (
        <p key={path} class="error-text" id={fieldId(path)} tabIndex={-1}>
          {faults.get(path)}
        </p>
      ))}
      {children}
    </section>
  );
}

/** Paths that stand for a whole part rather than for one field of it. */
const WHOLE_PATHS: Partial<Record<SectionId, string[]>> = {
  about: ['(request)', 'user_profile_id'],
  blueprint: ['certification_context', 'certification_context.domains'],
  documents: ['documents'],
  learners: ['learners'],
  reviews: ['checkpoints'],
};

/**
 * What keeps the request from being filed, each with a way to it. Takes the focus whenever it is
 * told to anew.
 * @param turn rises with every attempt to file
 */
export function ErrorSummary(props: {
  faults: Fault[];
  turn: number;
  onShow: (path: string) => void;
}): JSX.Element | null {
  const { faults, turn, onShow } = props;
  const host = useRef<HTMLElement>(null);
  useEffect(() => {
    if (turn > 0) host.current?.focus();
  }, [turn]);
  if (faults.length === 0) return null;
  const shown = faults.slice(0, SUMMARY_MAX);
  return (
    <section
      class="notice failed error-summary"
      ref={host}
      tabIndex={-1}
      aria-labelledby="error-summary-name"
    >
      <div>
        <h2 id="error-summary-name">
          {faults.length === 1
            ? 'One thing keeps this request from being filed'
            : `${faults.length} things keep this request from being filed`}
        </h2>
        <ul>
          {shown.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <a
                href={`#${fieldId(path)}`}
                onClick={(event) => {
                  event.preventDefault();
                  onShow(path);
                }}
              >
                {message}
              </a>
            </li>
          ))}
        </ul>
        {faults.length > shown.length && <p>and {faults.length - shown.length} more.</p>}
      </div>
    </section>
  );
}

const SUMMARY_MAX = 12;
