export { RequestsModule } from './requests.module';
export { RequestsRouter } from './requests.router';
export type { RequestView } from './requests.router';
