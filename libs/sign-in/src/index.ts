export type { GateView, WhoView } from './gate.service';
export { SignInModule } from './sign-in.module';
export { SignInRouter } from './sign-in.router';
export { SignIns } from './sign-ins.service';
export type { SignedIn, SignInInput } from './sign-ins.service';
