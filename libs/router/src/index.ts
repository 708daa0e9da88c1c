export { RootRouter } from './root.router';
export type { AppRouter } from './root.router';
export { RouterModule } from './router.module';
