import { DomainError } from '@tenantry/kernel';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';

export interface Outcome {
  /** `done`, the kind of the refusal, `malformed`, or `bug`. */
  kind: string;
  said: string;
}

export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'done', said: JSON.stringify((await call()) ?? null) };
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error;
    if (cause instanceof ZodError) return { kind: 'malformed', said: cause.message };
    if (cause instanceof DomainError)
      return { kind: cause.kind, said: JSON.stringify([cause.message, cause.details]) };
    return { kind: 'bug', said: String((cause as Error | undefined)?.stack ?? error) };
  }
}

export const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const prefix = /tnk_[a-z0-9]{8}/g;
const random = /[\w.-]{24,}/g;
const instant = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** The answer without what was sent, and, when it made something, without what is new each time. */
export function masked({ kind, said }: Outcome, sent: Iterable<string>, makes: boolean): string {
  let text = said;
  for (const value of sent) text = text.replaceAll(value, '…');
  return `${kind} ${makes ? text.replace(instant, '…').replace(random, '…').replace(prefix, '…').replace(/\d+/g, '#') : text}`;
}

export const show = ({ kind, said }: Outcome): string => `${kind} ${said.slice(0, 300)}`;

export const around = ({ kind, said }: Outcome, word: string): string => {
  const at = said.indexOf(word);
  return `${kind} …${said.slice(Math.max(0, at - 150), at + 150)}…`;
};
