/** The notification room: letters to learners, kept in an outbox and sent where SMTP is configured. */
export { assessmentInvite, learnersNotify, responsesRemind } from './activities.ts';
export { newLink } from './copy.ts';
export { asHtml, asText } from './letter.ts';
export { createOutbox, type Message, type Outbox, type OutboxOptions, smtpOf } from './outbox.ts';
export { createOutboxShelf, type OutboxShelf } from './outbox-shelf.ts';
export type { NotificationPorts } from './post.ts';
export { type ReviewFacts, reviewLetter } from './review.ts';
