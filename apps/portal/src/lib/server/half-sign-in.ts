import type { Cookies } from '@sveltejs/kit';
import { dropCookie, readCookie, writeCookie } from '#lib/server/cookies';

/** The password was right and the second step is to come; what was typed is kept in case it comes too late. */
export type HalfSignIn = { challenge: string; login: string; company?: string };

type Event = { cookies: Cookies; url: URL };

/** Longer than the challenge lives: who comes late finds the name in the form. */
const kept = 15 * 60_000;

export function writeHalf(event: Event, half: HalfSignIn) {
  const value = Buffer.from(JSON.stringify(half)).toString('base64url');
  writeCookie(event, 'half', value, new Date(Date.now() + kept));
}

export function readHalf(event: Event): HalfSignIn | null {
  const value = readCookie(event, 'half');
  if (!value) return null;
  try {
    const half = JSON.parse(Buffer.from(value, 'base64url').toString()) as Partial<HalfSignIn> | null;
    const isText = typeof half?.challenge === 'string' && typeof half.login === 'string';
    return isText ? { company: undefined, ...(half as HalfSignIn) } : null;
  } catch {
    return null;
  }
}

export const dropHalf = (event: Event) => dropCookie(event, 'half');
