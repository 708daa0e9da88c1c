import { Victims } from '@tenantry/database/test';
import type { DieAt } from '@tenantry/database/test';
import type { ConversationReport, Outcome } from '../src/report';

export interface Order {
  reports: ConversationReport[];
  dieAt: DieAt;
}

export interface Answer {
  outcomes: Outcome[];
  statements: number;
}

/** Processes that report what they are told to. */
export const victimsOn = (databaseUrl: string) =>
  new Victims<Order, Answer>('libs/conversations/test/reporting-process.ts', databaseUrl);
