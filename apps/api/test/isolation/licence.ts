import { digestOf, issuer } from '@tenantry/licence/test';

export const vendor = await issuer();
const text = await vendor.issue();

/** Whom the installation of the matrix believes. */
export const licenceKeys = JSON.stringify(vendor.publicKey);

/** One that grants everything, in the place of the evaluation licence. */
export const licence = { text, expects: digestOf(text, null) };
