import { expect, type Page } from '@playwright/test';
import { open } from './people';
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

export async function fillTenant(page: Page, { companyName, email }: Fresh) {
  await page.getByLabel('Company name').fill(companyName);
  await page.getByLabel('Country or region').fill('Germany');
  await page.getByLabel('Time zone').fill('europe/berlin');
  await page.getByLabel('Language').fill('English');
  await page.getByLabel('First name').fill('Greta');
  await page.getByLabel('Last name').fill('Lindqvist');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Username').fill('greta');
}

export const createButton = (page: Page) =>
  page.locator('#create-tenant').getByRole('button', { name: 'Create tenant' });

/** As a signed-in operator; ends on the tenant's page. */
export async function createTenant(page: Page, tenant: Fresh, how: 'Activation link' | 'Login information') {
  await open(page, `${stack.console}/tenants/new`);
  await fillTenant(page, tenant);
  await expect(page.getByLabel('Short name')).toHaveValue(tenant.slug);
  await page.getByLabel(how).check();
  await createButton(page).click();
  await expect(page.getByText('The tenant was created and the mail is on its way.')).toBeVisible();
}

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
