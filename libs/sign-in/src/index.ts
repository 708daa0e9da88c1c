export type { Challenged, Entered, SignedIn } from './admissions.service';
export type { SignInInput } from './first-steps.service';
export type { GateView, WhoView } from './gate.service';
export { SignInModule } from './sign-in.module';
export { SignInRouter } from './sign-in.router';
export { SignIns } from './sign-ins.service';
