/** New links for learners who asked for one, or whose old ones were taken back. */
import { asHtml, asText, newLink, type Outbox } from '../actors/notification/index.ts';
import type { LinkSigner } from '../http/learner/links.ts';
import type { LinkDesk } from '../persistence/link-desk.ts';
import type { Records } from './records.ts';

interface LinkLetterPorts {
  desk: LinkDesk;
  links: LinkSigner;
  outbox: Outbox;
  records: Pick<Records, 'vault' | 'requests'>;
  now: () => number;
}

/** Writes the letter and settles the wish; false where there is nobody to write to any more. */
export function linkRenewal(ports: LinkLetterPorts) {
  const { desk, links, outbox, records, now } = ports;
  return async (workflow: string, learner: string, revokes: boolean): Promise<boolean> => {
    const person = (await records.vault.open(workflow, [learner])).get(learner);
    if (person === undefined) {
      await desk.settle(workflow, learner, now());
      return false;
    }
    const wishes = await desk.wishes();
    const wish = wishes.find((each) => each.workflow === workflow && each.learner === learner);
    const issue = revokes
      ? await desk.revoke(workflow, learner, now())
      : await desk.issue(workflow, learner);
    const course = (await records.requests.settings(workflow))?.certification_name ?? 'your course';
    const letter = newLink({ name: person.name, course, url: links.learner(workflow, learner) });
    await outbox.deliver({
      // The same wish answered twice, as by a double press, is one letter.
      key: `${workflow}/link-${issue}-${wish?.first_at ?? now()}/${learner}`,
      to: { name: person.name, email: person.email },
      subject: letter.subject,
      text: asText(letter),
      html: asHtml(letter),
    });
    await desk.settle(workflow, learner, now());
    return true;
  };
}
