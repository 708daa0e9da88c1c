import { redirect } from '@sveltejs/kit';
import { isLocale } from '#locale';
import { isTheme } from '#lib/preferences';
import { safePath } from '#lib/surface';
import { writeCookie } from '#lib/server/cookies';
import type { RequestHandler } from './$types';

const year = 365 * 86_400_000;

export const POST: RequestHandler = async (event) => {
  const data = await event.request.formData();
  const text = (name: string) => String(data.get(name) ?? '');
  const expires = new Date(Date.now() + year);
  if (isTheme(text('theme'))) writeCookie(event, 'theme', text('theme'), expires);
  if (isLocale(text('locale'))) writeCookie(event, 'locale', text('locale'), expires);
  redirect(303, safePath(text('back')) ?? '/');
};
