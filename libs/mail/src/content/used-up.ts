import type { Language } from '../letters';
import type { Content } from './content';

type UsedUpLetter = 'capability-threshold' | 'capability-flow-threshold';

interface Words {
  subject: string;
  heading: string;
  text: string;
  limit: string;
  used: string;
  again: string;
  button: string;
  /** What helps: something is freed, or the month ends. */
  stock: string;
  flow: string;
}

/** A flow alone says when it begins anew. */
function letters(words: Words): Record<UsedUpLetter, Content> {
  const { subject, heading, text, limit, used, again, button, stock, flow } = words;
  const letter = (more: { label: string; value: string }[], small: string): Content => {
    const facts = [
      { label: limit, value: '{{quantity capability limit}}' },
      { label: used, value: '{{quantity capability used}}' },
      ...more,
    ];
    return { subject, heading, blocks: [{ text }, { facts }, { button }, { small }] };
  };
  return {
    'capability-threshold': letter([], stock),
    'capability-flow-threshold': letter([{ label: again, value: '{{instant resetsAt}}' }], flow),
  };
}

/** Letters about a capability that is used up. */
export const usedUpLetters: Record<Language, Record<UsedUpLetter, Content>> = {
  en: letters({
    subject: '{{companyName}} has used all of its {{capability capability}}',
    heading: 'The limit of {{capability capability}} is reached',
    text: 'Since {{instant reachedAt}} {{companyName}} has used all that it may of: {{capability capability}}.',
    limit: 'Limit',
    used: 'Used',
    again: 'Starts again',
    button: 'Open capabilities',
    stock:
      'More is refused until something is freed or the limit is raised. On that page you can request more.',
    flow: 'More is refused until the month ends or the limit is raised. On that page you can request more.',
  }),
  ar: letters({
    subject: 'استُخدم كامل الحد لدى {{companyName}}: {{capability capability}}',
    heading: 'بُلغ الحد: {{capability capability}}',
    text: 'منذ {{instant reachedAt}} استخدمت {{companyName}} كل المسموح به من: {{capability capability}}.',
    limit: 'الحد',
    used: 'المستخدم',
    again: 'يبدأ من جديد',
    button: 'فتح القدرات',
    stock: 'يُرفض المزيد إلى أن يُحرَّر شيء أو يُرفع الحد. يمكنكم طلب المزيد من تلك الصفحة.',
    flow: 'يُرفض المزيد إلى أن ينتهي الشهر أو يُرفع الحد. يمكنكم طلب المزيد من تلك الصفحة.',
  }),
  de: letters({
    subject: '{{companyName}} hat alles genutzt: {{capability capability}}',
    heading: 'Die Grenze ist erreicht: {{capability capability}}',
    text: 'Seit {{instant reachedAt}} hat {{companyName}} alles genutzt, was erlaubt ist: {{capability capability}}.',
    limit: 'Grenze',
    used: 'Genutzt',
    again: 'Beginnt neu',
    button: 'Kapazitäten öffnen',
    stock:
      'Weiteres wird abgelehnt, bis etwas frei wird oder die Grenze steigt. Auf dieser Seite können Sie mehr anfragen.',
    flow: 'Weiteres wird abgelehnt, bis der Monat endet oder die Grenze steigt. Auf dieser Seite können Sie mehr anfragen.',
  }),
};
