export { ViewAsModule } from './view-as.module';
export { ViewAsRouter } from './view-as.router';
export type { ViewView } from './view-as.router';
