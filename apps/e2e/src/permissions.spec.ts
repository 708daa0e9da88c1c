import { expect, test } from '@playwright/test';
import { freshAdmin } from './accounts';
import { open, signedIn, tenantPage } from './people';
import { row } from './staff';

test('a feature is switched off for a tenant, seen to be gone there, and put back', async ({
  browser,
  page,
}) => {
  const { at, login, password } = await freshAdmin(browser, page);
  const own = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signedIn(own, at, { login, password });
  const keys = own.getByRole('link', { name: 'API keys' });
  await expect(keys).toBeVisible();
  const permissions = `${await tenantPage(page, new URL(at).hostname.split('.')[0]!)}/permissions`;
  const dialog = page.getByRole('dialog');

  await test.step('the preview names whom it concerns', async () => {
    await open(page, permissions);
    await page.getByRole('searchbox').fill('api keys');
    // what was searched is shown: rows move no longer below the click
    await expect(page).toHaveURL(/q=api/);
    await expect(page.getByLabel('Web chat', { exact: true })).toBeHidden();
    await page.getByLabel('API keys', { exact: true }).uncheck();
    await page.getByRole('button', { name: 'See what changes' }).click();
    await expect(dialog).toContainText('Switched off');
    await expect(dialog).toContainText('Administrator');
    await expect(dialog).toContainText('People: 1');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The permissions were saved.')).toBeVisible();
  });

  await test.step('the tenant’s menu and pages go without it', async () => {
    await open(own, at);
    await expect(keys).toHaveCount(0);
    expect((await own.goto(`${at}/settings/keys`))?.status()).toBe(403);
  });

  await test.step('back to the default it is there again', async () => {
    await open(page, `${permissions}?show=own`);
    await page.getByRole('button', { name: /^Back to default ?: API keys/ }).click();
    await page.getByRole('button', { name: 'See what changes' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The permissions were saved.')).toBeVisible();
    await open(own, at);
    await expect(keys).toBeVisible();
  });

  await test.step('the tenant makes a role of its own', async () => {
    await own.getByRole('link', { name: 'Roles' }).click();
    await own.getByRole('link', { name: 'Add a role' }).click();
    await own.getByLabel('Name of the role').fill('Night shift');
    await own.getByLabel('Contacts', { exact: true }).uncheck();
    await own.getByRole('button', { name: 'Save role' }).click();
    await expect(own.getByText('The role was added.')).toBeVisible();
    await expect(row(own, 'Night shift')).toContainText('Based on Agent');
  });
});
