import { z } from 'zod';

/** Chosen by whoever calls: the same one never makes a second tenant. */
export const keyShape = z.string().regex(/^[\x21-\x7e]{8,100}$/, 'Eight to a hundred ASCII characters.');
