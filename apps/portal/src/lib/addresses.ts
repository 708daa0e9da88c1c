/** Addresses as people paste them: by comma, semicolon, blank or line, each once, in the order given. */
export function splitAddresses(text: string): string[] {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  return [...new Set(parts)];
}
