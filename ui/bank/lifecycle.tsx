/** Where a question can go from here, and why not, if not. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Panel } from '../kit/page.tsx';
import { postJson } from '../wire/api.ts';
import { type Item, type Offer, STATE_WORDS, STATES } from './bank-data.ts';

export function Lifecycle({ item, onMoved }: { item: Item; onMoved: () => void }): JSX.Element {
  const [chosen, setChosen] = useState<Offer | null>(null);
  return (
    <Panel title="Where it stands">
      <ol class="bank-stages">
        {STATES.map((state) => (
          <li key={state} aria-current={state === item.state ? 'step' : undefined}>
            {STATE_WORDS[state].word}
          </li>
        ))}
      </ol>
      {item.authors.length > 0 && (
        <p class="soft">Written by {item.authors.join(', ')}, who cannot review it.</p>
      )}
      <ul class="bank-moves">
        {item.offers.map((offer, index) => (
          <li key={offer.to}>
            <Button
              look={index === 0 && offer.to !== 'retired' ? 'primary' : undefined}
              disabled={offer.why_not !== null}
              {...(offer.why_not === null ? {} : { describedBy: `why-${offer.to}` })}
              onPress={() => setChosen(offer)}
            >
              {offer.name}
            </Button>
            {offer.why_not && (
              <p class="hint" id={`why-${offer.to}`}>
                {offer.why_not}
              </p>
            )}
          </li>
        ))}
      </ul>
      {chosen && (
        <Move item={item} offer={chosen} onMoved={onMoved} onClose={() => setChosen(null)} />
      )}
    </Panel>
  );
}

function Move({
  item,
  offer,
  onMoved,
  onClose,
}: {
  item: Item;
  offer: Offer;
  onMoved: () => void;
  onClose: () => void;
}): JSX.Element {
  const [comment, setComment] = useState('');
  const { word } = STATE_WORDS[offer.to];
  return (
    <Confirm
      title={offer.name}
      button={offer.name}
      keep="Leave it as it is"
      isDangerous={offer.to === 'retired'}
      onClose={onClose}
      act={async (key) => {
        const body = { to: offer.to, version: item.version, comment };
        await postJson(`/api/bank/${encodeURIComponent(item.id)}/moves`, body, key);
        onMoved();
        return `The question is now: ${word}.`;
      }}
    >
      <p>
        Afterwards it is “{word}”: {STATE_WORDS[offer.to].means}. Your name and the time go into its
        history.
      </p>
      <Field
        label={
          offer.needs_comment ? 'Why, or how you checked it (needed)' : 'A comment, if you like'
        }
      >
        {(wiring) => (
          <textarea
            {...wiring}
            rows={3}
            maxLength={2000}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}
