import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OnboardingModule } from '@tenantry/onboarding';
import { TemplatesModule } from '@tenantry/templates';
import { TenantsModule } from '@tenantry/tenants';
import { DraftEnds } from './draft-ends.service';
import { Papers } from './draft-papers';
import { Draft } from './draft.entity';
import { DraftsJob } from './drafts.job';
import { DraftsRouter } from './drafts.router';
import { Drafts } from './drafts.service';

@Module({
  imports: [TypeOrmModule.forFeature([Draft]), OnboardingModule, TemplatesModule, TenantsModule],
  providers: [DraftEnds, Drafts, DraftsJob, DraftsRouter, Papers],
  exports: [Drafts, DraftEnds, DraftsJob, DraftsRouter],
})
export class DraftsModule {}
