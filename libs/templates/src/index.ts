export type { CapabilityChoice, Choices, PermissionChoice, Settings, Source } from './choices';
export { Origins } from './origins.service';
export type { Origin } from './origins.service';
export { TemplatesModule } from './templates.module';
export { TemplatesRouter } from './templates.router';
export { Templates } from './templates.service';
