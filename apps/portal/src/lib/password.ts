// no 0 O 1 l I: people read these aloud and type them from paper
const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export const minPassword = 10;

/** 4 × 5 characters, about 116 bits. */
export function generatePassword(): string {
  const pick = () => {
    const limit = 256 - (256 % letters.length);
    for (;;) {
      const byte = crypto.getRandomValues(new Uint8Array(1))[0]!;
      if (byte < limit) return letters[byte % letters.length]!;
    }
  };
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, pick).join('')).join('-');
}
