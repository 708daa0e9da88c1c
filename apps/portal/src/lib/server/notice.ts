import { getTextDirection, type Locale } from '#locale';
import { m } from '#messages';

type Notice = { status: number; title: string; text: string };

/** Answers given before any page may be rendered: they say nothing about who owns the host. */
export const notices = {
  malformedHost: (): Notice => ({ status: 400, title: m.notice_bad_title(), text: m.notice_bad_text() }),
  unknownHost: (): Notice => ({
    status: 404,
    title: m.notice_unknown_title(),
    text: m.notice_unknown_text(),
  }),
  disabled: (): Notice => ({ status: 403, title: m.notice_disabled_title(), text: m.notice_disabled_text() }),
  foreignChange: (): Notice => ({
    status: 403,
    title: m.notice_foreign_title(),
    text: m.notice_foreign_text(),
  }),
  unavailable: (): Notice => ({ status: 503, title: m.notice_busy_title(), text: m.notice_busy_text() }),
  failed: (): Notice => ({ status: 500, title: m.notice_failed_title(), text: m.notice_failed_text() }),
};

const escape = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const style = `:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{margin:0;min-block-size:100vh;display:grid;place-content:center;padding:1.5rem;box-sizing:border-box;
background:light-dark(#f6f7f9,#0f1216);color:light-dark(#1a1f27,#e8ebf0)}
main{max-inline-size:28rem}h1{font-size:1.375rem;margin:0 0 .5rem}p{margin:0 0 1rem}
small{color:light-dark(#596273,#9aa5b4)}`;

export function noticeResponse(notice: Notice, locale: Locale, id: string): Response {
  const nonce = crypto.randomUUID();
  const body = `<!doctype html>
<html lang="${locale}" dir="${getTextDirection(locale)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(notice.title)}</title>
<style nonce="${nonce}">${style}</style></head>
<body><main><h1>${escape(notice.title)}</h1><p>${escape(notice.text)}</p>
<small>${escape(m.error_id())} <code translate="no">${escape(id)}</code></small></main></body></html>`;
  const headers: Record<string, string> = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'`,
  };
  if (notice.status === 503) headers['retry-after'] = '5';
  return new Response(body, { status: notice.status, headers });
}
