import { overwriteGetLocale, toLocale } from '#locale';
import type { HandleClientError } from '@sveltejs/kit/hooks';

overwriteGetLocale(() => toLocale(document.documentElement.lang) ?? 'en');

export const handleError: HandleClientError = ({ error }) => {
  console.error(error);
};
