/** What went wrong, in the domain's words. The edge translates a kind once into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'limit'
  | 'too_many'
  | 'unavailable';

/** `field` names the input at fault; `code` is stable, for translation; the rest explains. */
export type ErrorDetails = { field?: string; code?: string } & Record<string, unknown>;

/** A refusal that a person can act on. Anything else that is thrown is a bug. */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** An id of another tenant behaves as one that does not exist, so both end here. */
export const notFound = (what: string) => new DomainError('not_found', `There is no such ${what}.`);

export const invalid = (field: string, message: string, code?: string) =>
  new DomainError('invalid', message, { field, ...(code && { code }) });
