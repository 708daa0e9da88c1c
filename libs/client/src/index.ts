export { createTenantryClient, ForeignAnswer } from './client';
export type { ClientOptions, ConversationReport, ConversationResult, TenantryClient } from './client';
export { reportAll } from './report';
export type { Reported, Reporter, ReportOptions, ReportProgress } from './report';
