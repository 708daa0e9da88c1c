export * from './process';
export * from './world';
