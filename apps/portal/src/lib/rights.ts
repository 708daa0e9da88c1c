import type { Surface } from './surface';

/** What a page offers: seeing a tenant's or the platform's affairs, sending again, changing. Logs are for everyone. */
export type Need = 'view' | 'resend' | 'change';

const operators: Record<string, readonly Need[]> = {
  admin: ['view', 'resend', 'change'],
  support: ['view', 'resend'],
  auditor: [],
};

/** The API decides; pages only leave out what it would refuse. */
export const may = (surface: Surface, role: string | undefined, need: Need): boolean =>
  surface === 'console' ? (operators[role ?? '']?.includes(need) ?? false) : role === 'admin';
