/** The notification room: letters to learners, kept in an outbox and sent where SMTP is configured. */
export { assessmentInvite, learnersNotify, responsesRemind } from './activities.ts';
export { createOutbox, type Message, type Outbox, type OutboxOptions } from './outbox.ts';
export type { NotificationPorts } from './post.ts';
