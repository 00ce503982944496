/** The parts of a request that are a handful of fields: what it is, how it is examined, reviewed, shown. */
import type { JSX } from 'preact';
import { Fold } from '../kit/page.tsx';
import { questionsPerDomain } from './blueprint.ts';
import { idOf, KINDS, type Kind, LEVELS, numberOf, type PolicyDraft } from './draft.ts';
import { PathField, Section, TextField, useDrafting } from './drafting.tsx';
import { PRESENTERS } from './presenters.ts';

export function AboutPart(): JSX.Element {
  const { draft, edit } = useDrafting();
  const id = idOf(draft.organization);
  return (
    <Section id="about">
      <TextField path="certification_name" of="certification" label="Name of the certification" />
      <TextField
        path="organization_id"
        of="organization"
        label="Your organisation"
        autocomplete="organization"
        hint={
          id && id !== draft.organization ? (
            <>
              kept as <code>{id}</code>
            </>
          ) : undefined
        }
      />
      <PathField
        path="certification_context.industry_context"
        label="What the learners work in"
        hint="May stay empty. Examples and scripts lean towards it."
      >
        {(wiring) => (
          <textarea
            {...wiring}
            rows={2}
            value={draft.industry}
            onInput={({ currentTarget }) =>
              edit('about', () => ({ industry: currentTarget.value }))
            }
          />
        )}
      </PathField>
    </Section>
  );
}

const LEVEL_WORDS: Record<(typeof LEVELS)[number], string> = {
  beginner: 'Beginner',
  intermediate: 'Intermediate',
  advanced: 'Advanced',
};

export function AssessmentPart(): JSX.Element {
  const { draft, edit } = useDrafting();
  const toggle = (level: string, isOn: boolean): void =>
    edit('assessment', ({ levels }) => ({
      levels: LEVELS.filter((each) => (each === level ? isOn : levels.includes(each))),
    }));
  return (
    <Section id="assessment">
      <div class="field-row">
        <TextField
          path="assessment_config.question_count"
          of="questionCount"
          label="Questions"
          isNumber
        />
        <TextField
          path="assessment_config.pass_mark"
          of="passMark"
          label="Pass mark in %"
          isNumber
        />
        <TextField
          path="assessment_config.timeout_hours"
          of="answerHours"
          label="Hours to answer"
          isNumber
        />
      </div>
      <QuestionsPreview />
      <fieldset class="choices">
        <legend>Difficulty</legend>
        {LEVELS.map((level) => (
          <label key={level} class="choice">
            <input
              type="checkbox"
              checked={draft.levels.includes(level)}
              onChange={({ currentTarget }) => toggle(level, currentTarget.checked)}
            />
            {LEVEL_WORDS[level]}
          </label>
        ))}
        <p class="hint">None chosen means any.</p>
      </fieldset>
    </Section>
  );
}

function QuestionsPreview(): JSX.Element | null {
  const { draft } = useDrafting();
  const counts = questionsPerDomain(draft.domains, numberOf(draft.questionCount));
  const named = draft.domains.map(
    ({ name }, index) => `${counts[index]} ${name || `domain ${index + 1}`}`,
  );
  if (counts.every((count) => count === 0)) return null;
  const none = counts.filter((count) => count === 0).length;
  return (
    <p class="hint">
      By the blueprint: {named.join(', ')}.
      {none > 0 &&
        ' A domain without a question shows no gaps; ask more questions or give it more weight.'}
    </p>
  );
}

const KIND_WORDS: Record<Kind, { name: string; what: string }> = {
  questions: { name: 'Questions', what: 'before learners see them' },
  gaps: { name: 'Gaps', what: 'before decks are made from them' },
  scripts: { name: 'Scripts', what: 'before videos are made from them' },
  release: { name: 'Release', what: 'before anything is shared' },
};

export function ReviewsPart(): JSX.Element {
  return (
    <Section
      id="reviews"
      lead="Four times the work waits for people. Whoever wrote or changed something does not count among those who approve it."
    >
      {KINDS.map((kind) => (
        <Policy key={kind} kind={kind} />
      ))}
    </Section>
  );
}

function Policy({ kind }: { kind: Kind }): JSX.Element {
  const { draft, edit } = useDrafting();
  const policy = draft.checkpoints[kind];
  const at = `checkpoints.${kind}`;
  const change = (next: Partial<PolicyDraft>): void =>
    edit('reviews', ({ checkpoints }) => ({
      checkpoints: { ...checkpoints, [kind]: { ...checkpoints[kind], ...next } },
    }));
  const { name, what } = KIND_WORDS[kind];
  const input = (
    of: 'quorum' | 'groups' | 'dueHours',
    path: string,
    label: string,
  ): JSX.Element => (
    <PathField path={`${at}.${path}`} label={label}>
      {(wiring) => (
        <input
          {...wiring}
          class={of === 'groups' ? 'medium' : 'short'}
          inputMode={of === 'groups' ? 'text' : 'decimal'}
          autocomplete="off"
          value={policy[of]}
          onInput={({ currentTarget }) => change({ [of]: currentTarget.value })}
        />
      )}
    </PathField>
  );
  return (
    <fieldset class="policy">
      <legend>
        {name} <span class="soft">{what}</span>
      </legend>
      <div class="field-row">
        {input('quorum', 'quorum', 'People needed')}
        {input('groups', 'groups', 'Of these groups')}
        {input('dueHours', 'due_minutes', 'Due within hours')}
        <PathField path={`${at}.on_timeout`} label="If nobody decides in time">
          {(wiring) => (
            <select
              {...wiring}
              value={policy.onTimeout}
              onChange={({ currentTarget }) =>
                change({ onTimeout: currentTarget.value as PolicyDraft['onTimeout'] })
              }
            >
              <option value="escalate">remind more people</option>
              <option value="reject">reject</option>
              <option value="approve">approve without a person</option>
            </select>
          )}
        </PathField>
      </div>
      {policy.onTimeout === 'approve' && (
        <p class="hint">Then nobody may have looked at it. The record says so.</p>
      )}
    </fieldset>
  );
}

const FORMS = [
  { name: 'intake', words: 'Intake form: what the learners already know' },
  { name: 'knowledge_upload', words: 'Upload page: colleagues can add documents' },
];

const THEMES = { light: 'Light', dark: 'Dark', high_contrast: 'High contrast' };

/** Theme and main colour of decks. */
function Looks(): JSX.Element {
  const { draft, edit } = useDrafting();
  return (
    <div class="field-row">
      <PathField path="presentation_config.theme" label="Theme of the decks">
        {(wiring) => (
          <select
            {...wiring}
            value={draft.theme ?? ''}
            onChange={({ currentTarget }) => edit('media', () => ({ theme: currentTarget.value }))}
          >
            <option value="">as usual</option>
            {Object.entries(THEMES).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        )}
      </PathField>
      <PathField
        path="presentation_config.brand.primary"
        label="Your main colour"
        hint="As #RRGGBB, dark enough for white text. May stay empty."
      >
        {(wiring) => (
          <input
            {...wiring}
            class="short"
            autocomplete="off"
            value={draft.brand ?? ''}
            onInput={({ currentTarget }) => edit('media', () => ({ brand: currentTarget.value }))}
          />
        )}
      </PathField>
    </div>
  );
}

export function MediaPart({ canFilm }: { canFilm: boolean }): JSX.Element {
  const { draft, edit } = useDrafting();
  return (
    <Section id="media">
      <TextField
        path="presentation_config.max_slides"
        of="slidesMax"
        label="Slides in a deck at most"
        isNumber
      />
      <Looks />
      <label class="choice">
        <input
          type="checkbox"
          checked={draft.videos && canFilm}
          disabled={!canFilm}
          onChange={({ currentTarget }) => edit('media', () => ({ videos: currentTarget.checked }))}
        />
        Videos with a synthetic presenter for common weak areas
      </label>
      {!canFilm && <p class="hint">Videos are switched off on this server.</p>}
      {draft.videos && canFilm && (
        <div class="field-row">
          <PathField path="avatar_config.presenter" label="Presenter">
            {(wiring) => (
              <select
                {...wiring}
                value={draft.presenter}
                onChange={({ currentTarget }) =>
                  edit('media', () => ({ presenter: currentTarget.value }))
                }
              >
                <option value="">as usual</option>
                {PRESENTERS.map((name) => (
                  <option key={name} value={name}>
                    {name.charAt(0).toUpperCase() + name.slice(1)}
                  </option>
                ))}
              </select>
            )}
          </PathField>
          <PathField path="avatar_config.framing" label="Seen">
            {(wiring) => (
              <select
                {...wiring}
                value={draft.framing}
                onChange={({ currentTarget }) =>
                  edit('media', () => ({ framing: currentTarget.value }))
                }
              >
                <option value="">from near</option>
                <option value="studio">from further away</option>
              </select>
            )}
          </PathField>
          <TextField
            path="avatar_config.max_topics"
            of="topicsMax"
            label="Videos at most"
            isNumber
          />
        </div>
      )}
      {draft.videos && canFilm && (
        <label class="choice">
          <input
            type="checkbox"
            checked={draft.isCalm}
            onChange={({ currentTarget }) =>
              edit('media', () => ({ isCalm: currentTarget.checked }))
            }
          />
          The presenter keeps head and eyes still
        </label>
      )}
      <Fold title="More">
        <TextField
          path="knowledge_config.timeout_minutes"
          of="uploadMinutes"
          label="Minutes to wait for more documents"
          isNumber
        />
        <fieldset class="choices">
          <legend>Forms</legend>
          {FORMS.map(({ name, words }) => (
            <label key={name} class="choice">
              <input
                type="checkbox"
                checked={draft.forms.includes(name)}
                onChange={({ currentTarget }) =>
                  edit('media', ({ forms }) => ({
                    forms: currentTarget.checked
                      ? [...forms, name]
                      : forms.filter((each) => each !== name),
                  }))
                }
              />
              {words}
            </label>
          ))}
        </fieldset>
      </Fold>
    </Section>
  );
}
