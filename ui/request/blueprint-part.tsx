/** The blueprint: domains whose weights come to 100 %, drawn as a bar while one types. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/button.tsx';
import { Fold } from '../kit/page.tsx';
import {
  balanced,
  balanceOf,
  type DomainDraft,
  evened,
  pastedDomains,
  questionsPerDomain,
  typedWeight,
  WHOLE,
  weightOf,
} from './blueprint.ts';
import { fieldId } from './check.ts';
import { CurriculumDomains } from './curriculum-part.tsx';
import { numberOf } from './draft.ts';
import { PathField, Section, useDrafting } from './drafting.tsx';

const newDomain = (): DomainDraft => ({
  key: crypto.randomUUID(),
  name: '',
  weight: '',
  objectives: '',
});

export function BlueprintPart(): JSX.Element {
  const { draft, edit } = useDrafting();
  const { domains } = draft;
  const balance = balanceOf(domains);
  const set = (next: DomainDraft[]): void => edit('blueprint', () => ({ domains: next }));
  const add = (): void => {
    set([...domains, newDomain()]);
    focusSoon(`certification_context.domains[${domains.length}].name`);
  };
  const tidy = (next: DomainDraft[], said: string): void => {
    set(next);
    announce(`${said} ${balanceOf(next).words}`);
  };
  return (
    <Section
      id="blueprint"
      lead="What is asked about, and how much of it. The questions, the gaps and the decks follow these domains."
    >
      <BlueprintBar domains={domains} />
      <p class={balance.isWhole ? 'balance whole' : 'balance'}>
        <strong>{balance.words}</strong>
        <span class="row">
          {!balance.isWhole && (
            <Button small onPress={() => tidy(balanced(domains), 'Balanced.')}>
              Balance the rest
            </Button>
          )}
          {domains.length > 1 && (
            <Button small look="quiet" onPress={() => tidy(evened(domains), 'All equal.')}>
              Same weight for all
            </Button>
          )}
        </span>
      </p>
      <ol class="domains">
        {domains.map((domain, index) => (
          <Domain key={domain.key} domain={domain} index={index} onAdd={add} />
        ))}
      </ol>
      <p class="row">
        <Button onPress={add}>Add a domain</Button>
      </p>
      <CurriculumDomains />
      <PasteDomains />
    </Section>
  );
}

function Domain(props: { domain: DomainDraft; index: number; onAdd: () => void }): JSX.Element {
  const { domain, index, onAdd } = props;
  const { draft, edit } = useDrafting();
  const at = `certification_context.domains[${index}]`;
  const isLast = index === draft.domains.length - 1;
  const questions = questionsPerDomain(draft.domains, numberOf(draft.questionCount))[index] ?? 0;
  const change = (next: Partial<DomainDraft>): void =>
    edit('blueprint', ({ domains }) => ({
      domains: domains.map((each) => (each.key === domain.key ? { ...each, ...next } : each)),
    }));
  const remove = (): void => {
    edit('blueprint', ({ domains }) => ({
      domains: domains.filter(({ key }) => key !== domain.key),
    }));
    announce(`${domain.name || `Domain ${index + 1}`} removed.`);
    focusSoon(`certification_context.domains[${Math.max(0, index - 1)}].name`);
  };
  const onEnter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (isLast) onAdd();
    else
      document.getElementById(fieldId(`certification_context.domains[${index + 1}].name`))?.focus();
  };
  return (
    <li>
      <fieldset class="domain">
        <legend class="hidden">{domain.name || `Domain ${index + 1}`}</legend>
        <PathField path={`${at}.name`} label={`Domain ${index + 1}`}>
          {(wiring) => (
            <input
              {...wiring}
              class="long"
              autocomplete="off"
              value={domain.name}
              onInput={({ currentTarget }) => change({ name: currentTarget.value })}
              onKeyDown={onEnter}
            />
          )}
        </PathField>
        <PathField path={`${at}.weight`} label="Weight in %">
          {(wiring) => (
            <input
              {...wiring}
              class="short"
              inputMode="decimal"
              autocomplete="off"
              value={domain.weight}
              onInput={({ currentTarget }) => change({ weight: currentTarget.value })}
              onKeyDown={onEnter}
            />
          )}
        </PathField>
        <p class="questions-here">
          <span class="soft">Questions</span> <strong>{questions}</strong>
        </p>
        {draft.domains.length > 1 && (
          <Button
            small
            look="quiet-danger"
            label={`Remove ${domain.name || `domain ${index + 1}`}`}
            onPress={remove}
          >
            Remove
          </Button>
        )}
        <PathField
          path={`${at}.objectives`}
          label="Objectives"
          hint="One in a line; may stay empty."
        >
          {(wiring) => (
            <textarea
              {...wiring}
              rows={Math.min(8, Math.max(2, domain.objectives.split('\n').length))}
              value={domain.objectives}
              onInput={({ currentTarget }) => change({ objectives: currentTarget.value })}
            />
          )}
        </PathField>
      </fieldset>
    </li>
  );
}

/** Decorative beside the sentence below it, which says the same in words. */
function BlueprintBar({ domains }: { domains: DomainDraft[] }): JSX.Element {
  let start = 0;
  const total = Math.max(WHOLE, balanceOf(domains).sum);
  const parts = domains.flatMap(({ key, name, weight }, index) => {
    const share = weightOf(weight) ?? 0;
    const part = { key, name, index, share, x: start };
    start += share;
    return share > 0 ? [part] : [];
  });
  return (
    <div class="blueprint-bar" aria-hidden="true">
      <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="rest" x={0} y={0} width={1000} height={20} />
        {parts.map(({ key, index, share, x }) => (
          <rect
            key={key}
            class={`part part-${index % 5}`}
            x={(x / total) * 1000}
            y={0}
            width={(share / total) * 1000}
            height={20}
          />
        ))}
        {total > WHOLE && (
          <line
            class="limit"
            x1={(WHOLE / total) * 1000}
            x2={(WHOLE / total) * 1000}
            y1={0}
            y2={20}
          />
        )}
      </svg>
      <ul>
        {parts.map(({ key, name, index, share }) => (
          <li key={key}>
            <span class={`swatch part-${index % 5}`} />
            {name || `Domain ${index + 1}`} {typedWeight(share)} %
          </li>
        ))}
      </ul>
    </div>
  );
}

function PasteDomains(): JSX.Element {
  const { draft, edit } = useDrafting();
  const [text, setText] = useState('');
  const found = pastedDomains(text);
  const take = (): void => {
    const kept = draft.domains.filter(({ name }) => name.trim() !== '');
    const added = found.map((each) => ({ ...each, key: crypto.randomUUID() }));
    edit('blueprint', () => ({ domains: [...kept, ...added] }));
    setText('');
    announce(`${added.length} domains added.`);
    focusSoon(`certification_context.domains[${kept.length}].name`);
  };
  return (
    <Fold title="Paste a list of domains">
      <div class="field">
        <label for="paste-domains">One domain in a line</label>
        <span class="hint" id="paste-domains-hint">
          A weight may stand at the end (Networks 30 %), objectives behind a colon or on lines of
          their own below, led in by a dash. Columns out of a spreadsheet work too.
        </span>
        <textarea
          id="paste-domains"
          aria-describedby="paste-domains-hint"
          rows={5}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <p class="row">
        <Button disabled={found.length === 0} onPress={take}>
          {found.length === 0
            ? 'Add them'
            : `Add ${found.length} ${found.length === 1 ? 'domain' : 'domains'}`}
        </Button>
      </p>
    </Fold>
  );
}

/** As soon as the field is drawn, which is before the next key can be pressed. */
export function focusSoon(path: string, tries = 3): void {
  window.setTimeout(() => {
    const field = document.getElementById(fieldId(path));
    if (field) field.focus();
    else if (tries > 0) focusSoon(path, tries - 1);
  }, 0);
}
