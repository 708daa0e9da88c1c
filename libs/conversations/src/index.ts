export { ContractOpening } from './contract-opening.service';
export { ConversationsModule } from './conversations.module';
export { ConversationsRouter, MAX_REPORTS } from './conversations.router';
export type { ConversationView, SessionView } from './conversations.router';
export { Ingest } from './ingest.service';
export type { Reporter } from './ingest.service';
export { conversationReport, joinReport } from './report';
export type { ConversationReport, JoinReport, Outcome } from './report';
