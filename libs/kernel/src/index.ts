export * from './clock';
export * from './errors';
export * from './hosts';
export * from './ids';
export * from './text';
export * from './vault';
export * from './who';
export * from './zones';
