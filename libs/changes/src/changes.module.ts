import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeClock, ChangeRow } from './change.entity';
import { ChangesJob } from './changes.job';
import { ChangesRouter } from './changes.router';
import { Changes } from './changes.service';

@Module({
  imports: [TypeOrmModule.forFeature([ChangeClock, ChangeRow])],
  providers: [Changes, ChangesJob, ChangesRouter],
  exports: [Changes, ChangesRouter],
})
export class ChangesModule {}
