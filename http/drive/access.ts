/** Who may open a file of the local drive, in people's words. */
import { html } from '../page.ts';
import type { DriveAccess } from '../server-ports.ts';

type Markup = ReturnType<typeof html>;

const MAY: Record<DriveAccess['may'], string> = {
  read: 'may read it',
  comment: 'may comment on it',
  write: 'may change it',
  answer: 'may answer it',
};

export function accessMarkup(access: DriveAccess[]): Markup {
  return html`<h2 id="access">Who has access</h2>
<p>Whoever has a role in this installation may open every file of the drive.</p>${
    access.length === 0
      ? html`<p>It was shared with nobody else.</p>`
      : html`<ul aria-labelledby="access">${access.map(
          (one) =>
            html`<li>${who(one)} ${MAY[one.may]}${one.through === null ? '' : html`, through the folder ${one.through}`}</li>`,
        )}</ul>`
  }`;
}

function who({ learner, address }: DriveAccess): Markup | string {
  if (learner !== null)
    return html`Learner <a href="/learners/${encodeURIComponent(learner)}">${learner}</a>`;
  return address ?? 'Everybody with the link';
}
