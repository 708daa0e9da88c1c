export { createTenantryClient, ForeignAnswer } from './client';
export type { ClientOptions, ConversationReport, ConversationResult, TenantryClient } from './client';
export { countedBy } from './quotas';
export type {
  CapabilityLimits,
  CapabilityUsage,
  Counting,
  CountingOptions,
  QuotaItem,
  QuotaResult,
} from './quotas';
export { reportAll } from './report';
export type { Reported, Reporter, ReportOptions, ReportProgress } from './report';
