import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SearchIndex, TenantTerm } from './tenant-term.entity';

/** The tables; the verbs are functions that work in the caller's transaction. */
@Module({ imports: [TypeOrmModule.forFeature([TenantTerm, SearchIndex])] })
export class SearchModule {}
