import { limitInput } from '@tenantry/trpc';
import { z } from 'zod';
import { sorts } from './people-pages';

/** Names of languages and zones are text here: the services say which one is unknown in words for the form. */
export const languageInput = z.string().max(16);
export const zoneInput = z.string().max(64);

export const stateInput = z.enum(['invited', 'active', 'disabled']);

export const peopleFilter = {
  search: z.string().max(255).optional(),
  sort: z.enum(sorts).optional(),
  descending: z.boolean().optional(),
  cursor: z.string().max(4_000).optional(),
  limit: limitInput(100),
};
