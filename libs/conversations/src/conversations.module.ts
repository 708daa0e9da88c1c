import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubscriptionsModule } from '@tenantry/subscriptions';
import { TenantsModule } from '@tenantry/tenants';
import { ContractOpening } from './contract-opening.service';
import { ConversationHistory } from './conversation-history.service';
import { Conversation, ConversationId, ConversationJoin, Person } from './conversation.entity';
import { ConversationsRouter } from './conversations.router';
import { FirstAgents } from './first-agents.service';
import { Ingest } from './ingest.service';
import { Joins } from './joins.service';
import { PeopleErasure } from './people-erasure.service';
import { SessionHistory } from './session-history.service';
import { Session, SessionChain } from './session.entity';

@Module({
  imports: [
    TypeOrmModule.forFeature([Conversation, ConversationId, ConversationJoin, Person, Session, SessionChain]),
    SubscriptionsModule,
    TenantsModule,
  ],
  providers: [
    ContractOpening,
    ConversationHistory,
    ConversationsRouter,
    FirstAgents,
    Ingest,
    Joins,
    PeopleErasure,
    SessionHistory,
  ],
  exports: [ContractOpening, ConversationsRouter, Ingest, PeopleErasure],
})
export class ConversationsModule {}
