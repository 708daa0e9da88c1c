import { TRPCError } from '@trpc/server';
import { DomainError, isUnreachable, unreachable } from '@tenantry/kernel';
import type { ErrorDetails, ErrorKind } from '@tenantry/kernel';
import { ZodError } from 'zod';

const codes: Record<ErrorKind, TRPCError['code']> = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  limit: 'PRECONDITION_FAILED',
  too_many: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
};

/** The one translation from the domain's words to the wire's. */
export function toTrpcError(error: TRPCError): TRPCError {
  const cause = isUnreachable(error.cause) ? unreachable(error.cause) : error.cause;
  if (cause instanceof DomainError)
    return new TRPCError({ code: codes[cause.kind], message: cause.message, cause });
  return error;
}

export interface WireError {
  kind: ErrorKind | 'bug';
  details: ErrorDetails;
}

/** What a client may know of an error: a sentence and details when it can act on it, else nothing but the id. */
export function describe(error: TRPCError): WireError & { message: string } {
  const { cause } = error;
  if (cause instanceof DomainError)
    return { kind: cause.kind, details: cause.details, message: cause.message };
  if (cause instanceof ZodError) return describeInput(cause);
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return { kind: 'bug', details: {}, message: 'Something went wrong on our side.' };
  return { kind: 'invalid', details: {}, message: error.message };
}

function describeInput(error: ZodError): WireError & { message: string } {
  const fields = error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
    code: issue.code,
  }));
  const [first] = fields;
  const message = first?.field ? `${first.field}: ${first.message}` : (first?.message ?? 'Invalid input.');
  return { kind: 'invalid', details: { field: first?.field ?? '', code: 'malformed', fields }, message };
}
