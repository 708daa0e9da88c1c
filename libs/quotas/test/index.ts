export * from './testbed';
