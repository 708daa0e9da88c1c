import { expect } from '@playwright/test';
import { stack } from './stack';

export interface Mail {
  subject: string;
  html: string;
  text: string;
  to: { address: string }[];
}

async function mailsTo(address: string, about: RegExp): Promise<Mail[]> {
  const answer = await fetch(stack.inbox);
  const mails = (await answer.json()) as Mail[];
  return mails.filter((mail) => mail.to.some((to) => to.address === address) && about.test(mail.subject));
}

/** Waits for the newest mail to an address. */
export async function mailTo(address: string, about: RegExp): Promise<Mail> {
  await expect
    .poll(async () => (await mailsTo(address, about)).length, { timeout: 30_000 })
    .toBeGreaterThan(0);
  return (await mailsTo(address, about)).at(-1)!;
}

export function linkIn(mail: Mail, path: string): string {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((one) => one.includes(path));
  if (!link) throw new Error(`no link to ${path} in: ${mail.text}`);
  return link;
}
