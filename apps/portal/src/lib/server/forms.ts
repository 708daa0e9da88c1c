import { fail } from '@sveltejs/kit';
import type { FormResult } from '#lib/forms';
import { minPassword } from '#lib/password';
import { getLocale } from '#locale';
import { m } from '#messages';
import { refusalOf, type Refusal } from '#lib/server/api';

/** Never sent back to a page. */
const secret = /password$|^current$|^next$/;

/** The fields of one form, and what is wrong with them. */
export class Sent {
  readonly errors: Record<string, string> = {};

  private constructor(
    private readonly form: string,
    private readonly data: FormData,
  ) {}

  static async read(form: string, request: Request): Promise<Sent> {
    return new Sent(form, await request.formData());
  }

  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  }

  /** As typed: a blank at either end belongs to it. */
  password(name: string): string {
    const value = this.data.get(name);
    if (typeof value === 'string' && value) return value;
    this.wrong(name, m.error_required());
    return '';
  }

  newPassword(name: string): string {
    const value = this.password(name);
    if (value && value.length < minPassword) this.wrong(name, m.error_password_short({ min: minPassword }));
    else if (value.length > 200) this.wrong(name, m.error_too_long({ max: 200 }));
    return value;
  }

  required(name: string, max = 255): string {
    const value = this.text(name);
    if (!value) this.wrong(name, m.error_required());
    else if (value.length > max) this.wrong(name, m.error_too_long({ max }));
    return value;
  }

  email(name: string): string {
    const value = this.required(name, 254);
    if (value && !isAddress(value)) this.wrong(name, m.error_email());
    return value;
  }

  count(name: string, max = 1_000_000_000): number {
    const text = this.required(name);
    const value = Number(text.replace(/[\s,.'’]/g, ''));
    if (text && !(Number.isInteger(value) && value >= 1 && value <= max))
      this.wrong(name, m.error_count({ max }));
    return value;
  }

  is(name: string): boolean {
    return this.text(name) !== '';
  }

  wrong(name: string, text: string) {
    this.errors[name] ??= text;
  }

  get refused() {
    return Object.keys(this.errors).length > 0;
  }

  fail(status = 400, message?: string) {
    const values: Record<string, string> = {};
    for (const [name, value] of this.data)
      if (typeof value === 'string' && !secret.test(name)) values[name] = value;
    return fail(status, { form: this.form, values, errors: this.errors, message } satisfies FormResult);
  }

  done(text: string): FormResult {
    return { form: this.form, done: text };
  }

  /**
   * Runs the change. A refusal that a person can act on comes back with the form; anything else is an error page.
   * `fields` says which input shows a refusal that names no field of the form.
   */
  async attempt<T>(change: () => Promise<T>, fields: Record<string, string> = {}) {
    if (this.refused) return { failure: this.fail() } as const;
    try {
      return { value: await change() } as const;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal || refusal.status === 500) throw error;
      return { failure: this.refuse(refusal, fields) } as const;
    }
  }

  private refuse(refusal: Refusal, fields: Record<string, string>) {
    const text = refusalText(refusal);
    for (const { field } of refusal.fields) if (this.data.has(field)) this.wrong(field, m.error_field());
    const named = fields[refusal.code ?? ''] ?? refusal.field;
    if (named && this.data.has(named)) this.wrong(named, text);
    return this.fail(refusal.status, this.refused ? undefined : text);
  }
}

/** One plausible address; what a mail server takes is found out by sending. */
export const isAddress = (text: string) =>
  /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text) && text.length <= 254;

/** Refusals with words of their own; for the others their kind says enough. */
const byCode: Record<string, () => string> = {
  already_active: m.refused_already_active,
  bad_credentials: m.refused_bad_credentials,
  below_consumed: m.refused_below_consumed,
  company_ambiguous: m.refused_company_ambiguous,
  company_required: m.refused_company_required,
  contract_ended: m.refused_contract_ended,
  contract_overlap: m.refused_contract_overlap,
  end_before_start: m.refused_end_before_start,
  end_too_early: m.refused_end_too_early,
  host_taken: m.refused_host_taken,
  idempotency_conflict: m.refused_idempotency_conflict,
  link_dead: m.refused_link_dead,
  managed_hosts_off: m.refused_managed_hosts_off,
  out_of_range: m.refused_out_of_range,
  password_changed_meanwhile: m.refused_password_changed_meanwhile,
  password_guessable: m.refused_password_guessable,
  password_long: m.refused_password_long,
  password_unchanged: m.refused_password_unchanged,
  password_short: m.refused_password_short,
  sign_in_throttled: m.refused_sign_in_throttled,
  slug_malformed: m.refused_slug_malformed,
  slug_reserved: m.refused_slug_reserved,
  slug_taken: m.refused_slug_taken,
  too_many_addresses: m.refused_too_many_addresses,
  unknown_country: m.refused_unknown_country,
  unknown_language: m.refused_unknown_language,
  unknown_zone: m.refused_unknown_zone,
  user_disabled: m.refused_user_disabled,
  wrong_password: m.refused_wrong_password,
};

const byKind: Record<string, () => string> = {
  forbidden: m.refused_forbidden,
  not_found: m.refused_not_found,
  conflict: m.refused_conflict,
  limit: m.refused_limit,
  too_many: m.refused_too_many,
  unavailable: m.refused_unavailable,
};

export function refusalText({ code, kind, message }: Refusal): string {
  const known = code ? byCode[code] : undefined;
  if (known) return known();
  // the API's sentence says more, but speaks English only
  if (getLocale() === 'en' && kind !== 'unavailable') return message;
  return (byKind[kind] ?? m.refused_invalid)();
}
