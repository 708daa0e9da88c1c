import type { Language } from '../letters';
import type { Content } from './content';

type DeletionLetter = 'tenant-deletion-scheduled' | 'tenant-deleted';

/** Letters to the admins of a company that leaves the platform. */
export const deletionLetters: Record<Language, Record<DeletionLetter, Content>> = {
  en: {
    'tenant-deletion-scheduled': {
      subject: '{{companyName}} is going to be deleted on {{product}}',
      heading: '{{companyName}} is going to be deleted',
      blocks: [
        {
          text: 'The platform operator has deleted {{companyName}} on {{product}}. Nobody can sign in any more, and API keys do not work.',
        },
        { facts: [{ label: 'All data are erased on', value: '{{instant purgeAt}}' }] },
        { small: 'Until then everything can be brought back. If this is a mistake, contact your provider.' },
      ],
    },
    'tenant-deleted': {
      subject: '{{companyName}} is deleted on {{product}}',
      heading: '{{companyName}} is deleted for good',
      blocks: [
        {
          text: 'All data of {{companyName}} on {{product}} are erased: accounts, conversations, settings and records. They cannot be brought back.',
        },
        { small: 'This is the last mail about this account. If you have questions, contact your provider.' },
      ],
    },
  },
  de: {
    'tenant-deletion-scheduled': {
      subject: '{{companyName}} wird auf {{product}} gelöscht',
      heading: '{{companyName}} wird gelöscht',
      blocks: [
        {
          text: 'Der Betreiber der Plattform hat {{companyName}} auf {{product}} gelöscht. Niemand kann sich mehr anmelden, und API-Schlüssel gelten nicht.',
        },
        { facts: [{ label: 'Alle Daten werden gelöscht am', value: '{{instant purgeAt}}' }] },
        {
          small:
            'Bis dahin lässt sich alles wiederherstellen. Ist das ein Versehen, wenden Sie sich an Ihren Anbieter.',
        },
      ],
    },
    'tenant-deleted': {
      subject: '{{companyName}} ist auf {{product}} gelöscht',
      heading: '{{companyName}} ist endgültig gelöscht',
      blocks: [
        {
          text: 'Alle Daten von {{companyName}} auf {{product}} werden gelöscht: Konten, Gespräche, Einstellungen und Aufzeichnungen. Sie lassen sich nicht wiederherstellen.',
        },
        {
          small:
            'Dies ist die letzte Nachricht zu diesem Konto. Bei Fragen wenden Sie sich an Ihren Anbieter.',
        },
      ],
    },
  },
  ar: {
    'tenant-deletion-scheduled': {
      subject: 'سيُحذف حساب {{companyName}} من {{product}}',
      heading: 'سيُحذف حساب {{companyName}}',
      blocks: [
        {
          text: 'حذف مشغّل المنصة حساب {{companyName}} من {{product}}. لم يعد بإمكان أحد تسجيل الدخول، ولا تعمل مفاتيح API.',
        },
        { facts: [{ label: 'تُمحى جميع البيانات في', value: '{{instant purgeAt}}' }] },
        { small: 'حتى ذلك الحين يمكن استعادة كل شيء. إن كان هذا خطأً فتواصل مع مزوّد الخدمة.' },
      ],
    },
    'tenant-deleted': {
      subject: 'حُذف حساب {{companyName}} من {{product}}',
      heading: 'حُذف حساب {{companyName}} نهائيًا',
      blocks: [
        {
          text: 'تُمحى جميع بيانات {{companyName}} على {{product}}: الحسابات والمحادثات والإعدادات والسجلات. ولا يمكن استعادتها.',
        },
        { small: 'هذه آخر رسالة بشأن هذا الحساب. إن كانت لديك أسئلة فتواصل مع مزوّد الخدمة.' },
      ],
    },
  },
};
