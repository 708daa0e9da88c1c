export { OwnAccessModule } from './own-access.module';
export { OwnAccessRouter } from './own-access.router';
