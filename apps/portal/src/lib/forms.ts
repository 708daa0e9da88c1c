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
