import type { Wording } from './content';
import { deletionLetters } from './deletion';
import { exportLetters } from './exports';
import { requestLetters } from './requests';
import { secondFactorLetters } from './second-factor';
import { usedUpLetters } from './used-up';

export const en: Wording = {
  linkHint: 'If the button does not work, copy this address into your browser:',
  footer: 'Sent automatically by {{product}} for {{companyName}}. Replies to this mail are not read.',
  staffFooter: 'Sent automatically by {{product}}. Replies to this mail are not read.',
  letters: {
    activation: {
      subject: 'Activate your account at {{companyName}}',
      heading: 'Welcome, {{firstName}}',
      blocks: [
        { text: 'An account was created for you at {{companyName}}. Choose a password to activate it.' },
        { facts: [{ label: 'Username', value: '{{username}}' }] },
        { button: 'Activate account' },
        {
          small:
            'The link works once, until {{instant expiresAt}}. If you did not expect this mail, ignore it.',
        },
      ],
    },
    'login-information': {
      subject: 'Your login information for {{companyName}}',
      heading: 'Welcome, {{firstName}}',
      blocks: [
        { text: 'An account was created for you at {{companyName}}. Sign in with this information:' },
        {
          facts: [
            { label: 'Username', value: '{{username}}' },
            { label: 'One-time password', value: '{{password}}' },
          ],
        },
        { button: 'Sign in' },
        {
          small:
            'You will be asked for a password of your own. The one-time password works until {{instant expiresAt}}. If you did not expect this mail, ignore it.',
        },
      ],
    },
    'operator-invitation': {
      subject: 'You are invited to the {{product}} console',
      heading: 'Welcome, {{name}}',
      blocks: [
        {
          text: 'You are invited to work in the {{product}} console. Choose a password to open your account.',
        },
        { facts: [{ label: 'E-mail address', value: '{{email}}' }] },
        { button: 'Open account' },
        {
          small:
            'The link works once, until {{instant expiresAt}}. If you did not expect this mail, ignore it.',
        },
      ],
    },
    'password-reset': {
      subject: 'Set a new password for {{product}}',
      heading: 'Set a new password',
      blocks: [
        { text: 'Hello {{name}}, somebody, most likely you, asked for a new password for this account:' },
        { facts: [{ label: 'Signs in as', value: '{{login}}' }] },
        { button: 'Set a new password' },
        {
          small:
            'The link works once, until {{instant expiresAt}}. If you did not ask for it, ignore this mail: your password stays as it is.',
        },
      ],
    },
    'email-change': {
      subject: 'Confirm your new e-mail address for {{product}}',
      heading: 'Confirm your new address',
      blocks: [
        {
          text: 'Hello {{name}}, confirm that mail about your account shall go to this address from now on:',
        },
        { facts: [{ label: 'New address', value: '{{email}}' }] },
        { button: 'Confirm address' },
        {
          small:
            'The link works once, until {{instant expiresAt}}. If you did not ask for it, ignore this mail: nothing changes.',
        },
      ],
    },
    'address-changed': {
      subject: 'Your e-mail address for {{product}} was changed',
      heading: 'Your e-mail address was changed',
      blocks: [
        { text: 'Hello {{name}}, mail about your account goes to another address from now on:' },
        { facts: [{ label: 'New address', value: '{{email}}' }] },
        {
          text: 'If this was not you, somebody knows your password: sign in and change it now, or tell your administrator at once.',
        },
        { button: 'Sign in' },
      ],
    },
    threshold: {
      subject: '{{percent highest}} of the session licences of {{companyName}} are used',
      heading: '{{percent highest}} of your session licences are used',
      blocks: [
        { text: '{{companyName}} reached these steps of its session licences:' },
        { each: 'steps', line: '{{percent step}}, on {{instant reachedAt}}' },
        {
          facts: [
            { label: 'Purchased', value: '{{number purchased}}' },
            { label: 'Consumed', value: '{{number consumed}}' },
            { label: 'Available', value: '{{number available}}' },
          ],
        },
        { button: 'Open the subscription' },
        {
          small:
            'Sessions beyond the purchased number are still recorded; they count as overage. To add licences, contact your provider.',
        },
      ],
    },
    ...secondFactorLetters.en,
    ...usedUpLetters.en,
    ...requestLetters.en,
    ...deletionLetters.en,
    ...exportLetters.en,
    'tenant-disabled': {
      subject: '{{companyName}} was disabled on {{product}}',
      heading: 'Access is switched off',
      blocks: [
        {
          text: 'The platform operator has disabled {{companyName}} on {{product}}. Nobody can sign in, and API keys do not work.',
        },
        { small: 'Your data are kept. If you have questions, contact your provider.' },
      ],
    },
    'tenant-enabled': {
      subject: '{{companyName}} was enabled again on {{product}}',
      heading: 'Access is back',
      blocks: [
        {
          text: 'The platform operator has enabled {{companyName}} on {{product}} again. Everyone can sign in as before.',
        },
        { small: 'Earlier sign-ins have ended, and security links sent before no longer work.' },
      ],
    },
  },
};
