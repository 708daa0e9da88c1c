import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LogsRouter } from './logs.router';
import { OperationLogRow } from './operation-log-row.entity';
import { OperationLogs } from './operation-logs.service';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OperationLogRow])],
  providers: [OperationLogs, LogsRouter],
  exports: [OperationLogs, LogsRouter],
})
export class LogsModule {}
