/** What an action gives back when it refuses: enough to show the form as it was sent. */
export type FormResult = {
  form: string;
  values?: Record<string, string>;
  errors?: Record<string, string>;
  message?: string;
  done?: string;
  /** A key that is shown this once. */
  secret?: { name: string; value: string };
};

/** What a form's content is drawn from. */
export type FormState = {
  pending: boolean;
  errors: Record<string, string>;
  values: Record<string, string>;
  /** For a `Field`: as it was sent, else as it is usually; and what is wrong with it. */
  field: (name: string, usual?: string) => { name: string; value: string; error: string | undefined };
};

export function stateOf(result: FormResult | null, pending: boolean): FormState {
  const { errors = {}, values = {} } = result ?? {};
  return {
    pending,
    errors,
    values,
    field: (name, usual = '') => ({ name, value: values[name] ?? usual, error: errors[name] }),
  };
}
