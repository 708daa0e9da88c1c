import { execFileSync } from 'node:child_process';
import { expect, type Browser, type Page } from '@playwright/test';
import { linkIn, mailTo } from './mailbox';
import { open, signedIn } from './people';
import { stack, tenantAt } from './stack';

export const choose = async (page: Page, row: string, verb: string | RegExp) => {
  await page.getByRole('button', { name: `Actions for ${row}` }).click();
  await page
    .locator('[popover]:popover-open')
    .getByText(verb, { exact: typeof verb === 'string' })
    .click();
};

export const row = (page: Page, words: string) => page.locator('tbody tr').filter({ hasText: words });

export interface Invited {
  firstName: string;
  lastName: string;
  email: string;
  role: string;
}

/** From a list of users; ends on it. */
export async function inviteUser(page: Page, { firstName, lastName, email, role }: Invited) {
  await page.getByRole('link', { name: 'Invite user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First name').fill(firstName);
  await dialog.getByLabel('Last name').fill(lastName);
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel(role, { exact: true }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByText('The invitation is on its way.')).toBeVisible();
}

/** Sets a password by the link of the newest mail, and signs in with it. */
export async function activated(browser: Browser, slug: string, email: string): Promise<Page> {
  const link = linkIn(await mailTo(email, /./), '/activate');
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await open(page, link);
  await page.locator('[name=password]').fill('a fine long password');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your password is set.')).toBeVisible();
  await signedIn(page, tenantAt(slug), { login: email, password: 'a fine long password' });
  return page;
}

/** A colleague of the console, signed in. */
export async function operatorAs(browser: Browser, role: 'support' | 'auditor', email: string) {
  const password = 'a fine console password';
  const args = [stack.cli.program, 'operators', 'create', '--email', email, '--name', `The ${role}`];
  execFileSync(process.execPath, [...args, '--role', role, '--password-stdin'], {
    env: { ...process.env, ...stack.cli.env },
    input: `${password}\n`,
  });
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signedIn(page, stack.console, { login: email, password });
  return page;
}
