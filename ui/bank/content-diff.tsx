/** Two wordings beside each other: what went is struck through, what came is underlined. */
import type { JSX } from 'preact';
import type { Content } from './bank-data.ts';
import { changedParts } from './content-edit.ts';
import { diffOf, type Piece } from './wording-diff.ts';

export function ContentDiff({ before, after }: { before: Content; after: Content }): JSX.Element {
  const parts = changedParts(before, after);
  if (parts.length === 0) return <p class="soft">The wording is the same.</p>;
  return (
    <dl class="bank-diff">
      {parts.map((part) => (
        <div key={part.name}>
          <dt>{part.name}</dt>
          <dd>
            {diffOf(part.before, part.after).map((piece, index) => (
              <PieceOf key={`${index} ${piece.kind}`} piece={piece} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PieceOf({ piece }: { piece: Piece }): JSX.Element {
  if (piece.kind === 'gone') return <del>{piece.text}</del>;
  if (piece.kind === 'new') return <ins>{piece.text}</ins>;
  return <>{piece.text}</>;
}
