import type { Letter } from '../letters';

/** One piece of a letter; every text may name parameters as `{{name}}`. */
export type Block =
  | { text: string }
  | { facts: { label: string; value: string }[] }
  /** One line for each entry of the parameter `each`. */
  | { each: string; line: string }
  | { button: string }
  | { small: string };

export interface Content {
  subject: string;
  heading: string;
  blocks: Block[];
}

export interface Wording {
  letters: Record<Letter, Content>;
  /** Shown under a button, above its address. */
  linkHint: string;
  footer: string;
  /** Under letters to the platform's own staff, which concern no company. */
  staffFooter: string;
}
