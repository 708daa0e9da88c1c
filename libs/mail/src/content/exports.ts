import type { Language } from '../letters';
import type { Content } from './content';

const ready = (
  subject: string,
  heading: string,
  text: string,
  until: string,
  open: string,
  why: string,
): Content => ({
  subject,
  heading,
  blocks: [
    { text },
    { facts: [{ label: until, value: '{{instant expiresAt}}' }] },
    { button: open },
    { small: why },
  ],
});

const texts: Record<Language, Content> = {
  en: ready(
    'Everything {{companyName}} owns is ready to download',
    'Your export is ready',
    'Hello {{name}}, the export of everything that {{companyName}} owns is ready to be downloaded.',
    'Can be downloaded until',
    'Open the page',
    'The export holds personal data, so it is not attached: sign in to download it.',
  ),
  ar: ready(
    'تصدير جميع بيانات {{companyName}} جاهز للتنزيل',
    'التصدير جاهز',
    'مرحبًا {{name}}، تصدير جميع بيانات {{companyName}} جاهز للتنزيل.',
    'متاح للتنزيل حتى',
    'فتح الصفحة',
    'يحتوي التصدير على بيانات شخصية، لذلك لم يُرفق بهذه الرسالة: سجّل الدخول لتنزيله.',
  ),
  de: ready(
    'Der Export aller Daten von {{companyName}} steht bereit',
    'Ihr Export steht bereit',
    'Hallo {{name}}, der Export aller Daten von {{companyName}} kann heruntergeladen werden.',
    'Herunterladen bis',
    'Seite öffnen',
    'Der Export enthält personenbezogene Daten und liegt deshalb nicht bei: Melden Sie sich an, um ihn herunterzuladen.',
  ),
};

/** Whoever began an export reads the same, at the tenant or on the platform. */
export const exportLetters = Object.fromEntries(
  Object.entries(texts).map(([language, text]) => [
    language,
    { 'export-ready': text, 'tenant-export-ready': text },
  ]),
) as Record<Language, Record<'export-ready' | 'tenant-export-ready', Content>>;
