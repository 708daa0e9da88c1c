/** What every step of the wizard is given: what stands in its fields, and what is wrong there. */
export type StepProps = { values: Record<string, string>; errors: Record<string, string> };

export const fieldsOf =
  (values: Record<string, string>, errors: Record<string, string>) =>
  (name: string, usual = '') => ({ name, value: values[name] ?? usual, error: errors[name] });
