export { LogsModule } from './logs.module';
export { LogsRouter } from './logs.router';
export type { LogView } from './logs.router';
export { OperationLogs, PLATFORM } from './operation-logs.service';
export type { LogFilter } from './operation-logs.service';
