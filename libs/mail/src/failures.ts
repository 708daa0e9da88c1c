/**
 * `server`: the mail server cannot be reached or used at all, whatever the mail. `permanent`: it will never
 * take this mail. `temporary`: perhaps later.
 */
export type FailureKind = 'server' | 'permanent' | 'temporary';

export interface Failure {
  kind: FailureKind;
  reason: string;
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

const serverCodes = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROXY',
  'EPROTOCOL',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'EABORT',
]);

/** A filter that refuses a mail may quote it, so `secrets` never get into the reason. */
export function failureOf(error: unknown, secrets: string[] = []): Failure {
  const { code, command, responseCode, message } = error as SmtpError;
  const told = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, '•••'), message);
  const reason = oneLine(told ?? String(error));
  if (responseCode === 421 || (code && serverCodes.has(code))) return { kind: 'server', reason };
  // Refused as a sender: our own configuration is at fault, and may be mended before the attempts are used up.
  if (command === 'MAIL FROM' && responseCode !== 552) return { kind: 'temporary', reason };
  if (responseCode && responseCode >= 500 && responseCode !== 503) return { kind: 'permanent', reason };
  // Nodemailer itself found the envelope or the message impossible.
  if (!responseCode && (code === 'EENVELOPE' || code === 'EMESSAGE')) return { kind: 'permanent', reason };
  return { kind: 'temporary', reason };
}

const SECOND = 1_000;
const LONGEST = 15 * 60 * SECOND;

/** Milliseconds to wait after the `attempt`-th failure: full jitter below first, 4 × first, 16 × first … */
export const backOff = (attempt: number, first = SECOND, random = Math.random): number =>
  Math.round(random() * Math.min(LONGEST, first * 4 ** (attempt - 1)));

/** Milliseconds before an unreachable server is asked again. */
export const serverBackOff = (failures: number, random = Math.random): number =>
  Math.round((0.5 + random() / 2) * Math.min(30 * SECOND, 500 * 2 ** (failures - 1)));

export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 500);
