/** What every step of the wizard is given: what stands in its fields, and what is wrong there. */
export type StepProps = { values: Record<string, string>; errors: Record<string, string> };

export const fieldsOf =
  (values: Record<string, string>, errors: Record<string, string>) =>
  (name: string, usual = '') => ({ name, value: values[name] ?? usual, error: errors[name] });

/** What of a form is kept while it is filled in. Half a password is none: it goes with the step itself. */
export function keptOf(form: HTMLFormElement): URLSearchParams {
  const data = new FormData(form);
  data.delete('password');
  data.delete('passwordFrom');
  return new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
}
