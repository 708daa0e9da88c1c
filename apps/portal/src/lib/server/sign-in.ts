import { redirect, type RequestEvent } from '@sveltejs/kit';
import { writeCookie, writeSession } from '#lib/server/cookies';
import { dropHalf } from '#lib/server/half-sign-in';
import { safeReturn } from '#lib/surface';
import type { Views } from '#lib/views';

/** Only the shared host does not know which company. */
export const asksCompany = ({ surface, tenant }: App.Locals) => surface === 'portal' && !tenant;

type SignedIn = Extract<Views['auth']['signIn'], { status: 'signed_in' }>;

/** The end of every way in. */
export function enterWith(event: RequestEvent, session: Omit<SignedIn, 'status'>): never {
  writeSession(event, session);
  writeCookie(event, 'device', session.device, new Date(session.deviceExpiresAt));
  dropHalf(event);
  const wanted = safeReturn(event.url.searchParams.get('next'));
  redirect(303, session.mustChangePassword ? '/change-password' : wanted);
}
