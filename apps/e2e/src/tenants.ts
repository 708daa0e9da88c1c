import { expect, type Page } from '@playwright/test';
import { awake } from './people';
import { stack } from './stack';

/** Names that no other run or spec uses. */
export const fresh = (name: string) => {
  const mark = Math.random().toString(36).slice(2, 8);
  return {
    companyName: `${name} ${mark}`,
    slug: `${name.toLowerCase()}-${mark}`,
    email: `${mark}@${name.toLowerCase()}.test`,
  };
};

export type Fresh = ReturnType<typeof fresh>;

/** The wizard with nothing to begin from; ends at its first step. */
export async function startDraft(page: Page, scripts: 'with scripts' | 'without scripts' = 'with scripts') {
  await page.goto(`${stack.console}/tenants/new`);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL(/\/company$/);
  if (scripts === 'with scripts') await awake(page);
}

/** Leaves a step and waits for the one that it leads to. */
export async function next(page: Page, step: string) {
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: step, exact: true })).toBeVisible();
}

export async function fillCompany(page: Page, { companyName }: Fresh) {
  await page.getByLabel('Company name').fill(companyName);
  await page.getByLabel('Country or region').fill('Germany');
  await page.getByLabel('Time zone').fill('europe/berlin');
  await page.getByLabel('Language').fill('English');
}

export async function fillAdmin(page: Page, { email }: Fresh) {
  await page.getByLabel('First name').fill('Greta');
  await page.getByLabel('Last name').fill('Lindqvist');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Username').fill('greta');
}

/** From the notification to the last look, with everything as it is proposed. */
export async function toReview(page: Page) {
  for (const step of ['Web address', 'Permissions', 'Limits', 'Subscription', 'Review'])
    await next(page, step);
}

export const createButton = (page: Page) => page.getByRole('button', { name: 'Create tenant' });

export async function createContract(page: Page, licences: number) {
  await page.getByRole('link', { name: 'Subscription' }).click();
  await page.getByRole('link', { name: 'New contract' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Session length in minutes')).toHaveValue('60');
  await dialog.getByLabel('First day').fill('2026-01-01');
  await dialog.getByRole('button', { name: 'Create contract' }).click();
  await expect(page.getByText('The contract was created.')).toBeVisible();
  await page.getByRole('link', { name: 'Refill' }).click();
  await dialog.getByLabel('Licences').fill(String(licences));
  await dialog.getByLabel('Reason').fill('First package');
  await dialog.getByRole('button', { name: 'Refill' }).click();
  await expect(page.getByText('The licences were added.')).toBeVisible();
}
