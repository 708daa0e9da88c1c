export { languageOf, languages } from './letters';
export type { Language, Letter, LetterParams, LetterSecrets } from './letters';
export { Letters } from './letters.service';
export type { WaitingMail } from './letters.service';
export { MailModule } from './mail.module';
export { Outbox } from './outbox.service';
export type { LatestMail, Post } from './outbox.service';
