import type { Wording } from './content';
import { deletionLetters } from './deletion';
import { exportLetters } from './exports';
import { requestLetters } from './requests';
import { secondFactorLetters } from './second-factor';
import { usedUpLetters } from './used-up';

export const de: Wording = {
  linkHint: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
  footer:
    'Automatisch gesendet von {{product}} für {{companyName}}. Antworten auf diese E-Mail werden nicht gelesen.',
  staffFooter: 'Automatisch gesendet von {{product}}. Antworten auf diese E-Mail werden nicht gelesen.',
  letters: {
    activation: {
      subject: 'Aktivieren Sie Ihr Konto bei {{companyName}}',
      heading: 'Willkommen, {{firstName}}',
      blocks: [
        {
          text: 'Für Sie wurde ein Konto bei {{companyName}} angelegt. Wählen Sie ein Passwort, um es zu aktivieren.',
        },
        { facts: [{ label: 'Benutzername', value: '{{username}}' }] },
        { button: 'Konto aktivieren' },
        {
          small:
            'Der Link gilt einmal, bis {{instant expiresAt}}. Falls Sie diese E-Mail nicht erwartet haben, ignorieren Sie sie.',
        },
      ],
    },
    'login-information': {
      subject: 'Ihre Anmeldedaten für {{companyName}}',
      heading: 'Willkommen, {{firstName}}',
      blocks: [
        {
          text: 'Für Sie wurde ein Konto bei {{companyName}} angelegt. Melden Sie sich mit diesen Daten an:',
        },
        {
          facts: [
            { label: 'Benutzername', value: '{{username}}' },
            { label: 'Einmalpasswort', value: '{{password}}' },
          ],
        },
        { button: 'Anmelden' },
        {
          small:
            'Sie werden nach einem eigenen Passwort gefragt. Das Einmalpasswort gilt bis {{instant expiresAt}}. Falls Sie diese E-Mail nicht erwartet haben, ignorieren Sie sie.',
        },
      ],
    },
    'operator-invitation': {
      subject: 'Einladung zur {{product}}-Konsole',
      heading: 'Willkommen, {{name}}',
      blocks: [
        {
          text: 'Sie sind eingeladen, in der {{product}}-Konsole zu arbeiten. Wählen Sie ein Passwort, um Ihr Konto zu öffnen.',
        },
        { facts: [{ label: 'E-Mail-Adresse', value: '{{email}}' }] },
        { button: 'Konto öffnen' },
        {
          small:
            'Der Link gilt einmal, bis {{instant expiresAt}}. Falls Sie diese E-Mail nicht erwartet haben, ignorieren Sie sie.',
        },
      ],
    },
    'password-reset': {
      subject: 'Neues Passwort für {{product}} festlegen',
      heading: 'Neues Passwort festlegen',
      blocks: [
        {
          text: 'Hallo {{name}}, jemand, vermutlich Sie selbst, hat für dieses Konto ein neues Passwort angefordert:',
        },
        { facts: [{ label: 'Anmeldung als', value: '{{login}}' }] },
        { button: 'Neues Passwort festlegen' },
        {
          small:
            'Der Link gilt einmal, bis {{instant expiresAt}}. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist.',
        },
      ],
    },
    'email-change': {
      subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse für {{product}}',
      heading: 'Neue Adresse bestätigen',
      blocks: [
        {
          text: 'Hallo {{name}}, bestätigen Sie, dass E-Mails zu Ihrem Konto künftig an diese Adresse gehen sollen:',
        },
        { facts: [{ label: 'Neue Adresse', value: '{{email}}' }] },
        { button: 'Adresse bestätigen' },
        {
          small:
            'Der Link gilt einmal, bis {{instant expiresAt}}. Falls Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail: Es ändert sich nichts.',
        },
      ],
    },
    'address-changed': {
      subject: 'Ihre E-Mail-Adresse für {{product}} wurde geändert',
      heading: 'Ihre E-Mail-Adresse wurde geändert',
      blocks: [
        { text: 'Hallo {{name}}, E-Mails zu Ihrem Konto gehen künftig an eine andere Adresse:' },
        { facts: [{ label: 'Neue Adresse', value: '{{email}}' }] },
        {
          text: 'Falls Sie das nicht waren, kennt jemand Ihr Passwort: Melden Sie sich an und ändern Sie es sofort, oder wenden Sie sich gleich an Ihre Administration.',
        },
        { button: 'Anmelden' },
      ],
    },
    threshold: {
      subject: '{{percent highest}} der Sitzungslizenzen von {{companyName}} sind verbraucht',
      heading: '{{percent highest}} Ihrer Sitzungslizenzen sind verbraucht',
      blocks: [
        { text: '{{companyName}} hat diese Stufen der Sitzungslizenzen erreicht:' },
        { each: 'steps', line: '{{percent step}}, am {{instant reachedAt}}' },
        {
          facts: [
            { label: 'Gekauft', value: '{{number purchased}}' },
            { label: 'Verbraucht', value: '{{number consumed}}' },
            { label: 'Verfügbar', value: '{{number available}}' },
          ],
        },
        { button: 'Abonnement öffnen' },
        {
          small:
            'Sitzungen über die gekaufte Zahl hinaus werden weiterhin erfasst und zählen als Mehrverbrauch. Für weitere Lizenzen wenden Sie sich an Ihren Anbieter.',
        },
      ],
    },
    ...secondFactorLetters.de,
    ...usedUpLetters.de,
    ...requestLetters.de,
    ...deletionLetters.de,
    ...exportLetters.de,
    'tenant-disabled': {
      subject: '{{companyName}} wurde auf {{product}} gesperrt',
      heading: 'Der Zugang ist abgeschaltet',
      blocks: [
        {
          text: 'Der Betreiber der Plattform hat {{companyName}} auf {{product}} gesperrt. Niemand kann sich anmelden, und API-Schlüssel funktionieren nicht.',
        },
        { small: 'Ihre Daten bleiben erhalten. Bei Fragen wenden Sie sich an Ihren Anbieter.' },
      ],
    },
    'tenant-enabled': {
      subject: '{{companyName}} wurde auf {{product}} wieder aktiviert',
      heading: 'Der Zugang ist wieder offen',
      blocks: [
        {
          text: 'Der Betreiber der Plattform hat {{companyName}} auf {{product}} wieder aktiviert. Alle können sich wie zuvor anmelden.',
        },
        {
          small: 'Frühere Anmeldungen sind beendet, und früher gesendete Sicherheitslinks gelten nicht mehr.',
        },
      ],
    },
  },
};
