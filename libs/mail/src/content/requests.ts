import type { Language } from '../letters';
import type { Content } from './content';

type RequestLetter =
  'expansion-requested' | 'expansion-approved' | 'expansion-partly-approved' | 'expansion-declined';

const asked = (label: string) => ({ label, value: '{{quantity capability quantity}}' });
const given = (label: string) => ({ label, value: '{{quantity capability granted}}' });
const note = (label: string) => ({ label, value: '{{note}}' });

/** Letters about requests for more of a capability. */
export const requestLetters: Record<Language, Record<RequestLetter, Content>> = {
  en: {
    'expansion-requested': {
      subject: '{{companyName}} asks for more: {{capability capability}}',
      heading: '{{companyName}} asks for more',
      blocks: [
        { text: '{{name}} of {{companyName}} asks for more of: {{capability capability}}.' },
        { facts: [asked('Asked for, in addition'), { label: 'Reason', value: '{{reason}}' }] },
        { button: 'Open requests' },
      ],
    },
    'expansion-approved': {
      subject: 'Your request was approved: {{capability capability}}',
      heading: 'Your request was approved',
      blocks: [
        { text: 'Hello {{name}}, {{companyName}} now has more of: {{capability capability}}.' },
        { facts: [asked('Asked for'), given('Approved'), note('Note')] },
        { button: 'Open capabilities' },
      ],
    },
    'expansion-partly-approved': {
      subject: 'Your request was approved in part: {{capability capability}}',
      heading: 'Your request was approved in part',
      blocks: [
        {
          text: 'Hello {{name}}, {{companyName}} now has more of: {{capability capability}}, but not all that was asked for.',
        },
        { facts: [asked('Asked for'), given('Approved'), note('Note')] },
        { button: 'Open capabilities' },
      ],
    },
    'expansion-declined': {
      subject: 'Your request was declined: {{capability capability}}',
      heading: 'Your request was declined',
      blocks: [
        { text: 'Hello {{name}}, the limit of {{companyName}} stays as it is: {{capability capability}}.' },
        { facts: [asked('Asked for'), note('Reason')] },
        { button: 'Open capabilities' },
      ],
    },
  },
  ar: {
    'expansion-requested': {
      subject: 'تطلب {{companyName}} المزيد: {{capability capability}}',
      heading: 'تطلب {{companyName}} المزيد',
      blocks: [
        { text: 'يطلب {{name}} من {{companyName}} المزيد من: {{capability capability}}.' },
        { facts: [asked('الزيادة المطلوبة'), { label: 'السبب', value: '{{reason}}' }] },
        { button: 'فتح الطلبات' },
      ],
    },
    'expansion-approved': {
      subject: 'تمت الموافقة على طلبكم: {{capability capability}}',
      heading: 'تمت الموافقة على طلبكم',
      blocks: [
        { text: 'مرحبًا {{name}}، لدى {{companyName}} الآن المزيد من: {{capability capability}}.' },
        { facts: [asked('المطلوب'), given('الموافَق عليه'), note('ملاحظة')] },
        { button: 'فتح القدرات' },
      ],
    },
    'expansion-partly-approved': {
      subject: 'تمت الموافقة على جزء من طلبكم: {{capability capability}}',
      heading: 'تمت الموافقة على جزء من طلبكم',
      blocks: [
        {
          text: 'مرحبًا {{name}}، لدى {{companyName}} الآن المزيد من: {{capability capability}}، لكن ليس كل ما طُلب.',
        },
        { facts: [asked('المطلوب'), given('الموافَق عليه'), note('ملاحظة')] },
        { button: 'فتح القدرات' },
      ],
    },
    'expansion-declined': {
      subject: 'رُفض طلبكم: {{capability capability}}',
      heading: 'رُفض طلبكم',
      blocks: [
        { text: 'مرحبًا {{name}}، يبقى الحد لدى {{companyName}} كما هو: {{capability capability}}.' },
        { facts: [asked('المطلوب'), note('السبب')] },
        { button: 'فتح القدرات' },
      ],
    },
  },
  de: {
    'expansion-requested': {
      subject: '{{companyName}} fragt mehr an: {{capability capability}}',
      heading: '{{companyName}} fragt mehr an',
      blocks: [
        { text: '{{name}} von {{companyName}} fragt mehr davon an: {{capability capability}}.' },
        { facts: [asked('Zusätzlich angefragt'), { label: 'Grund', value: '{{reason}}' }] },
        { button: 'Anfragen öffnen' },
      ],
    },
    'expansion-approved': {
      subject: 'Ihre Anfrage wurde genehmigt: {{capability capability}}',
      heading: 'Ihre Anfrage wurde genehmigt',
      blocks: [
        { text: 'Hallo {{name}}, {{companyName}} hat jetzt mehr davon: {{capability capability}}.' },
        { facts: [asked('Angefragt'), given('Genehmigt'), note('Anmerkung')] },
        { button: 'Kapazitäten öffnen' },
      ],
    },
    'expansion-partly-approved': {
      subject: 'Ihre Anfrage wurde teilweise genehmigt: {{capability capability}}',
      heading: 'Ihre Anfrage wurde teilweise genehmigt',
      blocks: [
        {
          text: 'Hallo {{name}}, {{companyName}} hat jetzt mehr davon: {{capability capability}}, aber nicht alles, was angefragt war.',
        },
        { facts: [asked('Angefragt'), given('Genehmigt'), note('Anmerkung')] },
        { button: 'Kapazitäten öffnen' },
      ],
    },
    'expansion-declined': {
      subject: 'Ihre Anfrage wurde abgelehnt: {{capability capability}}',
      heading: 'Ihre Anfrage wurde abgelehnt',
      blocks: [
        {
          text: 'Hallo {{name}}, die Grenze von {{companyName}} bleibt, wie sie ist: {{capability capability}}.',
        },
        { facts: [asked('Angefragt'), note('Grund')] },
        { button: 'Kapazitäten öffnen' },
      ],
    },
  },
};
