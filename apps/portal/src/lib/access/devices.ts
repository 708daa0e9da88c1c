import { m } from '#messages';
import type { OwnSession } from './views';

/** "Firefox on Windows", or what is known of it. */
export function deviceName({ browser, system }: OwnSession['device']): string {
  if (browser && system) return m.device_both({ browser, system });
  return browser || system ? m.device_some({ name: browser ?? system ?? '' }) : m.device_unknown();
}
