import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

export const sha256 = (value: string | Buffer): Buffer => createHash('sha256').update(value).digest();

/** Unguessable, URL-safe; 32 bytes unless told otherwise. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Keys of one installation, each derived from its root secret for one purpose and never used for another. */
export class Vault {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly rootSecret: string) {
    if (Buffer.byteLength(rootSecret) < 32) throw new Error('SECRET must have at least 32 bytes');
  }

  key(purpose: string): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.rootSecret, 'tenantry', purpose, 32));
      this.keys.set(purpose, key);
    }
    return key;
  }

  mac(purpose: string, content: string): Buffer {
    return createHmac('sha256', this.key(purpose)).update(content).digest();
  }

  /** AES-256-GCM: nonce (12), tag (16), ciphertext. */
  encrypt(purpose: string, plain: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), nonce);
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  decrypt(purpose: string, sealed: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  }
}
