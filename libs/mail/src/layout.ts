/** Everything that comes in here is HTML already: escaped where it was filled in. */
export interface Page {
  language: string;
  direction: 'ltr' | 'rtl';
  subject: string;
  product: string;
  /** Null when the letter concerns none. */
  companyName: string | null;
  heading: string;
  body: string[];
  footer: string;
}

const font = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const wrap = 'overflow-wrap: anywhere; word-break: break-word;';

export const paragraph = (html: string) =>
  `<p class="ink" style="margin: 0 0 16px; font-size: 16px; line-height: 24px; color: #1f2430; ${wrap}">${html}</p>`;

export const small = (html: string) =>
  `<p class="dim" style="margin: 0 0 16px; font-size: 13px; line-height: 20px; color: #5c6370; ${wrap}">${html}</p>`;

export const list = (lines: string[]) =>
  `<ul class="ink" style="margin: 0 0 16px; padding: 0; padding-inline-start: 20px; font-size: 16px; line-height: 24px; color: #1f2430; ${wrap}">${lines
    .map((line) => `<li>${line}</li>`)
    .join('')}</ul>`;

export const facts = (rows: { label: string; value: string }[]) =>
  `<table class="box" role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin: 0 0 20px; border-collapse: separate; background: #f4f5f7; border-radius: 8px;">${rows
    .map(
      ({ label, value }) =>
        `<tr><td class="dim" style="padding: 10px 16px; font-size: 14px; line-height: 20px; color: #5c6370; vertical-align: top;">${label}</td><td class="ink" style="padding: 10px 16px; font-size: 15px; line-height: 20px; font-weight: 600; color: #1f2430; text-align: end; font-variant-numeric: tabular-nums; ${wrap}">${value}</td></tr>`,
    )
    .join('')}</table>`;

export const button = (label: string, link: string, hint: string) =>
  `<p style="margin: 0 0 20px;"><a class="button" href="${link}" style="display: inline-block; padding: 12px 24px; border-radius: 8px; background: #2f5bd3; color: #ffffff; font-size: 16px; line-height: 20px; font-weight: 600; text-decoration: none;">${label}</a></p>${small(
    `${hint}<br><a class="link" href="${link}" dir="ltr" style="color: #2f5bd3;">${link}</a>`,
  )}`;

export const page = ({ language, direction, subject, product, companyName, heading, body, footer }: Page) =>
  `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>
:root { color-scheme: light dark; }
@media (max-width: 600px) { .card { padding: 24px 20px !important; } }
@media (prefers-color-scheme: dark) {
  .ground { background: #14161b !important; }
  .card { background: #1d2027 !important; border-color: #31353f !important; }
  .box { background: #272b34 !important; }
  .ink { color: #eceef2 !important; }
  .dim { color: #a6adba !important; }
  .link { color: #9db7ff !important; }
  .button { background: #9db7ff !important; color: #14161b !important; }
}
</style>
</head>
<body class="ground" style="margin: 0; padding: 0; background: #f4f5f7;">
<table class="ground" role="presentation" width="100%" cellpadding="0" cellspacing="0" lang="${language}" dir="${direction}" style="background: #f4f5f7; font-family: ${font};">
<tr><td align="center" style="padding: 24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width: 560px;">
<tr><td class="dim" style="padding: 0 4px 12px; font-size: 14px; line-height: 20px; color: #5c6370; text-align: start; ${wrap}"><strong class="ink" style="color: #1f2430;">${product}</strong>${companyName === null ? '' : ` · ${companyName}`}</td></tr>
<tr><td class="card" style="padding: 32px; background: #ffffff; border: 1px solid #e3e5ea; border-radius: 12px; text-align: start;">
<h1 class="ink" style="margin: 0 0 16px; font-size: 22px; line-height: 30px; font-weight: 600; color: #1f2430; ${wrap}">${heading}</h1>
${body.join('\n')}
</td></tr>
<tr><td class="dim" style="padding: 16px 4px; font-size: 13px; line-height: 20px; color: #5c6370; text-align: start; ${wrap}">${footer}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
