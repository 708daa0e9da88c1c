import { isUtf8 } from 'node:buffer';
import { fail } from '@sveltejs/kit';
import type { FormResult } from '#lib/forms';
import { minPassword } from '#lib/password';
import { m } from '#messages';
import { refusalOf, type Refusal } from '#lib/server/api';
import { refusalText } from '#lib/server/refusals';

/** Never sent back to a page. */
export const isSecret = (name: string) => /password$|^current$|^next$|^code$|^recoveryCode$/.test(name);

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

  /** What was sent before, and could not be heard then. */
  static again(form: string, data: FormData): Sent {
    return new Sent(form, data);
  }

  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  }

  /** Every value of a field that comes more than once. */
  all(name: string): string[] {
    return this.data.getAll(name).filter((value) => typeof value === 'string');
  }

  /** What a small file says; nothing where none was chosen, null where it is not in UTF-8. */
  async fileText(name: string): Promise<string | null> {
    const value = this.data.get(name);
    if (!(value instanceof File)) return '';
    const bytes = Buffer.from(await value.arrayBuffer());
    // wrong bytes must not become question marks in names of people
    return isUtf8(bytes) ? new TextDecoder().decode(bytes).trim() : null;
  }

  /** As typed: a blank at either end belongs to it. */
  password(name: string): string {
    const value = this.data.get(name);
    if (typeof value === 'string' && value) return value;
    this.wrong(name, m.error_required());
    return '';
  }

  /** A password that need not be there. */
  secret(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value : '';
  }

  newPassword(name: string): string {
    const value = this.password(name);
    if (value && value.length < minPassword) this.wrong(name, m.error_password_short({ min: minPassword }));
    else if (value.length > 200) this.wrong(name, m.error_too_long({ max: 200 }));
    return value;
  }

  /** Six digits, however they are grouped. */
  appCode(name: string): string {
    const value = this.required(name, 20).replace(/[\s-]/g, '');
    if (value && !/^\d{6}$/.test(value)) this.wrong(name, m.error_code());
    return value;
  }

  /** A code of the app, grouped or not, or a recovery code. */
  proofCode(name: string): string {
    const value = this.required(name, 40);
    const digits = value.replace(/[\s-]/g, '');
    return /^\d{6}$/.test(digits) ? digits : value;
  }

  required(name: string, max = 255): string {
    const value = this.text(name);
    if (!value) this.wrong(name, m.error_required());
    else if (value.length > max) this.wrong(name, m.error_too_long({ max }));
    return value;
  }

  /** Need not be filled in, or is asked for by the API. */
  atMost(name: string, max: number): string {
    const value = this.text(name);
    if (value.length > max) this.wrong(name, m.error_too_long({ max }));
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

  /** One of those that were offered; anything else was not sent by our page. */
  oneOf<T extends string>(name: string, offered: readonly T[]): T {
    const value = this.required(name);
    const found = offered.find((one) => one === value);
    if (value && !found) this.wrong(name, m.error_field());
    return found ?? offered[0]!;
  }

  /** The name that was asked for before something is destroyed. */
  repeats(name: string, expected: string) {
    const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').toLowerCase();
    if (this.required(name) && plain(this.text(name)) !== plain(this.text(expected)))
      this.wrong(name, m.error_typed());
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
    return fail(status, { ...this.kept(), errors: this.errors, message } satisfies FormResult);
  }

  /** What was typed, to be shown again. */
  kept(more: Record<string, string> = {}): FormResult {
    const values: Record<string, string> = {};
    for (const [name, value] of this.data)
      if (typeof value === 'string' && !isSecret(name)) values[name] = value;
    return { form: this.form, values: { ...values, ...more } };
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
