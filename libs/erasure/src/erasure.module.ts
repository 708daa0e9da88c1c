import { Module } from '@nestjs/common';
import { ConversationsModule } from '@tenantry/conversations';
import { ExportsModule } from '@tenantry/exports';
import { ErasureRouter } from './erasure.router';
import { ErasureOfPeople } from './erasure.service';

@Module({
  imports: [ConversationsModule, ExportsModule],
  providers: [ErasureOfPeople, ErasureRouter],
  exports: [ErasureRouter],
})
export class ErasureModule {}
