import type { Language } from '../letters';
import type { Content } from './content';

type SecondFactorLetter = 'second-factor-on' | 'second-factor-off' | 'recovery-codes-renewed';

/** In every one the same: what to do if it was somebody else. */
const letter = (alarm: string, button: string) => (heading: string, text: string) => ({
  subject: `${heading}: {{product}}`,
  heading,
  blocks: [{ text }, { text: alarm }, { button }],
});

const english = letter(
  'If this was not you, somebody knows your password: sign in and change it now, or tell your administrator at once.',
  'Sign in',
);
const arabic = letter(
  'إذا لم تكن أنت من فعل ذلك، فهناك من يعرف كلمة مرورك: سجّل الدخول وغيّرها الآن، أو أبلغ المسؤول لديكم فورًا.',
  'تسجيل الدخول',
);
const german = letter(
  'Falls Sie das nicht waren, kennt jemand Ihr Passwort: Melden Sie sich an und ändern Sie es sofort, oder sagen Sie es umgehend Ihrem Administrator.',
  'Anmelden',
);

/** Letters about how somebody signs in besides the password. */
export const secondFactorLetters: Record<Language, Record<SecondFactorLetter, Content>> = {
  en: {
    'second-factor-on': english(
      'Two-step sign-in is on',
      'Hello {{name}}, from now on signing in to your account needs a code from your app besides the password.',
    ),
    'second-factor-off': english(
      'Two-step sign-in is off',
      'Hello {{name}}, from now on the password alone is enough to sign in to your account. Your recovery codes work no longer.',
    ),
    'recovery-codes-renewed': english(
      'New recovery codes',
      'Hello {{name}}, new recovery codes were made for your account. The earlier ones work no longer.',
    ),
  },
  ar: {
    'second-factor-on': arabic(
      'تسجيل الدخول بخطوتين مفعّل',
      'مرحبًا {{name}}، من الآن فصاعدًا يتطلب تسجيل الدخول إلى حسابك رمزًا من تطبيقك إضافةً إلى كلمة المرور.',
    ),
    'second-factor-off': arabic(
      'تسجيل الدخول بخطوتين متوقف',
      'مرحبًا {{name}}، من الآن فصاعدًا تكفي كلمة المرور وحدها لتسجيل الدخول إلى حسابك، ولم تعد رموز الاسترداد صالحة.',
    ),
    'recovery-codes-renewed': arabic(
      'رموز استرداد جديدة',
      'مرحبًا {{name}}، أُنشئت رموز استرداد جديدة لحسابك، ولم تعد الرموز السابقة صالحة.',
    ),
  },
  de: {
    'second-factor-on': german(
      'Die Anmeldung in zwei Schritten ist ein',
      'Hallo {{name}}, ab jetzt braucht die Anmeldung an Ihrem Konto neben dem Passwort einen Code aus Ihrer App.',
    ),
    'second-factor-off': german(
      'Die Anmeldung in zwei Schritten ist aus',
      'Hallo {{name}}, ab jetzt genügt das Passwort allein für die Anmeldung an Ihrem Konto. Ihre Wiederherstellungscodes gelten nicht mehr.',
    ),
    'recovery-codes-renewed': german(
      'Neue Wiederherstellungscodes',
      'Hallo {{name}}, für Ihr Konto wurden neue Wiederherstellungscodes erzeugt. Die früheren gelten nicht mehr.',
    ),
  },
};
