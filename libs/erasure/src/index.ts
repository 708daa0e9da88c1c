export { ErasureModule } from './erasure.module';
export { ErasureRouter } from './erasure.router';
