import type { Views } from '#lib/views';

type Option = { value: string; label: string };

export type ProfileView = {
  profile: Views['operators']['profile'] | Views['users']['profile'];
  zones: Option[];
  /** What holds for people of a tenant who chose nothing themselves. */
  ofCompany: { language: string; timeZone: string } | null;
};

export type TwoStep = Views['auth']['totp']['state'];
export type OwnSession = Views['auth']['sessions'][number];
