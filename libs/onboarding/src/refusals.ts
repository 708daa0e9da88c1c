import { DomainError } from '@tenantry/kernel';
import type { Fault, Step } from './beginning';

const hostFields = new Set<unknown>(['managedHost', 'host']);

/** A refusal by one of the features, in the words of whoever fills in the steps. */
export const naming =
  (step: Step) =>
  (error: unknown): never => {
    if (!(error instanceof DomainError)) throw error;
    const { field, key, pool } = error.details;
    if (pool === 'tenants') throw at('company', error, undefined);
    if (step === 'capabilities') throw at(step, error, String(key ?? field ?? ''));
    throw at(hostFields.has(field) ? 'hosts' : step, error, field);
  };

const at = (step: Step, error: DomainError, field: string | undefined) =>
  new DomainError(error.kind, error.message, { ...error.details, step, field });

/** The fault that such a refusal is. */
export function faultIn({ details, message }: DomainError): Fault {
  const { step, code, ...rest } = details;
  return { ...rest, step: (step as Step | undefined) ?? 'company', code: code ?? 'refused', message };
}

/** How one call that says everything names the field: `admin.email`, `permissions.campaign`, `companyName`. */
export function pathOf({ step, field }: Pick<Fault, 'step' | 'field'>): string | undefined {
  if (step === 'company' || step === 'notification' || step === 'hosts') return field;
  return field ? `${step}.${field}` : step;
}

/** Refuses with the first of them, and names all. */
export function refuse(faults: readonly Fault[]): void {
  const [first] = faults;
  if (!first) return;
  const named = faults.map((fault) => ({ ...fault, field: pathOf(fault) }));
  const { message, ...details } = named[0]!;
  throw new DomainError('invalid', message, { ...details, faults: named });
}
