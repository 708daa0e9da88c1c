/** Three invented companies; every name, address and number here is made up. */
export interface Company {
  slug: string;
  companyName: string;
  size: string;
  country: string;
  timeZone: string;
  language: 'en' | 'ar' | 'de';
  admin: { firstName: string; lastName: string };
  sessionMinutes: number;
  /** Share of the licences that 90 days use up, in percent. */
  used: number;
  /** Conversations on an ordinary weekday, follow-ups not counted. */
  perDay: number;
  /** How busy each weekday is, Sunday first. */
  week: readonly number[];
  /** How busy each hour of the day is, in the company's zone. */
  hours: readonly number[];
  channels: Record<string, number>;
  customers: number;
  firstNames: readonly string[];
  lastNames: readonly string[];
  agents: readonly string[];
  subjects: readonly string[];
  disabled?: boolean;
}

const shopHours = [2, 1, 1, 1, 1, 2, 4, 12, 32, 58, 70, 66, 52, 56, 64, 62, 58, 50, 38, 30, 26, 20, 12, 5];
const officeHours = [0, 0, 0, 0, 0, 1, 6, 34, 62, 74, 70, 58, 36, 52, 60, 54, 40, 20, 8, 5, 4, 3, 1, 0];
const eveningHours = [9, 4, 2, 1, 1, 2, 3, 6, 16, 32, 44, 46, 40, 32, 30, 34, 44, 52, 58, 66, 70, 62, 44, 22];

export const companies: readonly Company[] = [
  {
    slug: 'harborline',
    companyName: 'Harborline Outfitters',
    size: '201-500',
    country: 'US',
    timeZone: 'America/New_York',
    language: 'en',
    admin: { firstName: 'Maren', lastName: 'Ashby' },
    sessionMinutes: 60,
    used: 84.6,
    perDay: 50,
    week: [0.45, 1.2, 1.05, 1, 0.98, 0.95, 0.6],
    hours: shopHours,
    channels: { chat: 46, email: 18, voice: 20, sms: 9, messenger: 7 },
    customers: 1400,
    firstNames: [
      'Ada',
      'Ben',
      'Carla',
      'Dan',
      'Elsie',
      'Finn',
      'Grace',
      'Hugo',
      'Ivy',
      'Jonah',
      'Kit',
      'Lena',
    ],
    lastNames: [
      'Alder',
      'Birch',
      'Cove',
      'Dale',
      'Elm',
      'Fairway',
      'Grove',
      'Hollis',
      'Inlet',
      'Juniper',
      'Knoll',
    ],
    agents: ['Robin Marsh', 'Sasha Quill', 'Toby Wren', 'Uma Vale', 'Wes Yarrow', 'Zoe Lark'],
    subjects: [
      'Where is my order',
      'Return of a jacket',
      'Wrong size',
      'Gift card',
      'Opening hours',
      'Damaged parcel',
    ],
  },
  {
    slug: 'qamar',
    companyName: 'قمر للحجوزات',
    size: '51-200',
    country: 'AE',
    timeZone: 'Asia/Dubai',
    language: 'ar',
    admin: { firstName: 'ليلى', lastName: 'نور' },
    sessionMinutes: 30,
    used: 52,
    perDay: 33,
    week: [0.8, 1.05, 1, 1, 1.05, 0.75, 1.1],
    hours: eveningHours,
    channels: { whatsapp: 58, chat: 22, voice: 12, instagram: 8 },
    customers: 900,
    firstNames: ['سارة', 'عمر', 'هند', 'يوسف', 'ريم', 'خالد', 'دانة', 'طارق', 'مها', 'سامي'],
    lastNames: ['الورد', 'البحر', 'الندى', 'النجم', 'السحاب', 'الفجر', 'الريح', 'المرجان'],
    agents: ['نادر سحاب', 'جود ندى', 'راشد فجر', 'لمى مرجان'],
    subjects: [
      'تغيير موعد الحجز',
      'إلغاء حجز',
      'استرداد المبلغ',
      'غرفة إضافية',
      'تأكيد الوصول',
      'سؤال عن الدفع',
    ],
  },
  {
    slug: 'nordlicht',
    companyName: 'Nordlicht Werkstätten',
    size: '51-200',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    language: 'de',
    admin: { firstName: 'Jördis', lastName: 'Falk' },
    sessionMinutes: 120,
    used: 38,
    perDay: 27,
    week: [0.08, 1.25, 1.1, 1, 1, 0.85, 0.2],
    hours: officeHours,
    channels: { voice: 38, email: 34, chat: 20, widget_form: 8 },
    customers: 520,
    firstNames: ['Antje', 'Bernd', 'Cora', 'Dirk', 'Enno', 'Frauke', 'Gesa', 'Hanno', 'Imke', 'Jens'],
    lastNames: ['Ahorn', 'Birke', 'Deich', 'Eiche', 'Förde', 'Hafer', 'Koog', 'Linde', 'Moor', 'Nebel'],
    agents: ['Katrin Welle', 'Lars Düne', 'Merle Sand', 'Ole Kiesel'],
    subjects: [
      'Terminvereinbarung',
      'Ersatzteil',
      'Rechnung',
      'Reklamation',
      'Kostenvoranschlag',
      'Abholung',
    ],
    disabled: true,
  },
];
