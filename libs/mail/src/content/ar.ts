import type { Wording } from './content';
import { deletionLetters } from './deletion';
import { exportLetters } from './exports';
import { requestLetters } from './requests';
import { secondFactorLetters } from './second-factor';
import { usedUpLetters } from './used-up';

export const ar: Wording = {
  linkHint: 'إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:',
  footer: 'أُرسلت هذه الرسالة تلقائيًا من {{product}} نيابةً عن {{companyName}}. لا تُقرأ الردود عليها.',
  staffFooter: 'أُرسلت هذه الرسالة تلقائيًا من {{product}}. لا تُقرأ الردود عليها.',
  letters: {
    activation: {
      subject: 'فعّل حسابك لدى {{companyName}}',
      heading: 'مرحبًا، {{firstName}}',
      blocks: [
        { text: 'أُنشئ لك حساب لدى {{companyName}}. اختر كلمة مرور لتفعيله.' },
        { facts: [{ label: 'اسم المستخدم', value: '{{username}}' }] },
        { button: 'تفعيل الحساب' },
        {
          small:
            'يعمل الرابط مرة واحدة فقط، حتى {{instant expiresAt}}. إذا لم تكن تتوقع هذه الرسالة، فتجاهلها.',
        },
      ],
    },
    'login-information': {
      subject: 'معلومات تسجيل الدخول إلى {{companyName}}',
      heading: 'مرحبًا، {{firstName}}',
      blocks: [
        { text: 'أُنشئ لك حساب لدى {{companyName}}. سجّل الدخول بهذه المعلومات:' },
        {
          facts: [
            { label: 'اسم المستخدم', value: '{{username}}' },
            { label: 'كلمة مرور لمرة واحدة', value: '{{password}}' },
          ],
        },
        { button: 'تسجيل الدخول' },
        {
          small:
            'سيُطلب منك اختيار كلمة مرور خاصة بك. تعمل كلمة المرور المؤقتة حتى {{instant expiresAt}}. إذا لم تكن تتوقع هذه الرسالة، فتجاهلها.',
        },
      ],
    },
    'operator-invitation': {
      subject: 'دعوة إلى لوحة تحكم {{product}}',
      heading: 'مرحبًا، {{name}}',
      blocks: [
        { text: 'أنت مدعو إلى العمل في لوحة تحكم {{product}}. اختر كلمة مرور لفتح حسابك.' },
        { facts: [{ label: 'البريد الإلكتروني', value: '{{email}}' }] },
        { button: 'فتح الحساب' },
        {
          small:
            'يعمل الرابط مرة واحدة فقط، حتى {{instant expiresAt}}. إذا لم تكن تتوقع هذه الرسالة، فتجاهلها.',
        },
      ],
    },
    'password-reset': {
      subject: 'تعيين كلمة مرور جديدة لحسابك في {{product}}',
      heading: 'تعيين كلمة مرور جديدة',
      blocks: [
        { text: 'مرحبًا {{name}}، طلب أحدهم، وأنت على الأرجح، كلمة مرور جديدة لهذا الحساب:' },
        { facts: [{ label: 'تسجيل الدخول باسم', value: '{{login}}' }] },
        { button: 'تعيين كلمة مرور جديدة' },
        {
          small:
            'يعمل الرابط مرة واحدة فقط، حتى {{instant expiresAt}}. إذا لم تطلبه، فتجاهل هذه الرسالة: تبقى كلمة مرورك كما هي.',
        },
      ],
    },
    'email-change': {
      subject: 'أكّد بريدك الإلكتروني الجديد في {{product}}',
      heading: 'تأكيد العنوان الجديد',
      blocks: [
        { text: 'مرحبًا {{name}}، أكّد أن رسائل حسابك ستُرسل من الآن إلى هذا العنوان:' },
        { facts: [{ label: 'العنوان الجديد', value: '{{email}}' }] },
        { button: 'تأكيد العنوان' },
        {
          small:
            'يعمل الرابط مرة واحدة فقط، حتى {{instant expiresAt}}. إذا لم تطلبه، فتجاهل هذه الرسالة: لن يتغير شيء.',
        },
      ],
    },
    'address-changed': {
      subject: 'تغيّر بريدك الإلكتروني في {{product}}',
      heading: 'تغيّر بريدك الإلكتروني',
      blocks: [
        { text: 'مرحبًا {{name}}، ستُرسل رسائل حسابك من الآن إلى عنوان آخر:' },
        { facts: [{ label: 'العنوان الجديد', value: '{{email}}' }] },
        {
          text: 'إذا لم تكن أنت من فعل ذلك، فهناك من يعرف كلمة مرورك: سجّل الدخول وغيّرها الآن، أو أبلغ مسؤول النظام فورًا.',
        },
        { button: 'تسجيل الدخول' },
      ],
    },
    threshold: {
      subject: 'استُهلك {{percent highest}} من تراخيص الجلسات لدى {{companyName}}',
      heading: 'استُهلك {{percent highest}} من تراخيص الجلسات لديكم',
      blocks: [
        { text: 'بلغ استهلاك تراخيص الجلسات لدى {{companyName}} الحدود التالية:' },
        { each: 'steps', line: '{{percent step}}، في {{instant reachedAt}}' },
        {
          facts: [
            { label: 'المشتراة', value: '{{number purchased}}' },
            { label: 'المستهلكة', value: '{{number consumed}}' },
            { label: 'المتاحة', value: '{{number available}}' },
          ],
        },
        { button: 'فتح الاشتراك' },
        {
          small:
            'تُسجَّل الجلسات التي تتجاوز العدد المشترى أيضًا، وتُحتسب استهلاكًا زائدًا. لإضافة تراخيص، تواصلوا مع مزوّد الخدمة.',
        },
      ],
    },
    ...secondFactorLetters.ar,
    ...usedUpLetters.ar,
    ...requestLetters.ar,
    ...deletionLetters.ar,
    ...exportLetters.ar,
    'tenant-disabled': {
      subject: 'عُطّل حساب {{companyName}} على {{product}}',
      heading: 'أُوقف الوصول',
      blocks: [
        {
          text: 'عطّل مشغّل المنصة حساب {{companyName}} على {{product}}. لا يمكن لأحد تسجيل الدخول، ولا تعمل مفاتيح API.',
        },
        { small: 'بياناتكم محفوظة. للاستفسار، تواصلوا مع مزوّد الخدمة.' },
      ],
    },
    'tenant-enabled': {
      subject: 'أُعيد تفعيل حساب {{companyName}} على {{product}}',
      heading: 'عاد الوصول',
      blocks: [
        {
          text: 'أعاد مشغّل المنصة تفعيل حساب {{companyName}} على {{product}}. يمكن للجميع تسجيل الدخول كما في السابق.',
        },
        { small: 'انتهت جلسات تسجيل الدخول السابقة، ولم تعد روابط الأمان المرسلة سابقًا صالحة.' },
      ],
    },
  },
};
