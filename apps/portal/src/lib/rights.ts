import type { Surface } from './surface';

/** What a page offers: seeing a tenant's or the platform's affairs, sending again, changing. Logs are for everyone. */
export type Need = 'view' | 'resend' | 'change';

const operators: Record<string, readonly Need[]> = {
  admin: ['view', 'resend', 'change'],
  support: ['view', 'resend'],
  auditor: [],
};

/** A viewer is an operator who sees what the tenant's admins see. */
const insiders: Record<string, readonly Need[]> = {
  admin: ['view', 'resend', 'change'],
  viewer: ['view'],
};

/** The API decides; pages only leave out what it would refuse. */
export const may = (surface: Surface, role: string | undefined, need: Need): boolean =>
  (surface === 'console' ? operators : insiders)[role ?? '']?.includes(need) ?? false;
