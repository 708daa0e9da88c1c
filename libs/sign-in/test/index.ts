export { SignInProcess } from './world';
