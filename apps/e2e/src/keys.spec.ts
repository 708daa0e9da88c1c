import { expect, test, type Page } from '@playwright/test';
import { createTenantryClient } from '@tenantry/client';
import { asAdminOf, asOperator, open } from './people';
import { choose, row } from './staff';
import { stack, tenantAt } from './stack';

const mark = () => Math.random().toString(36).slice(2, 8);

/** What a call with this secret comes to: a conversation of nobody's tenant is refused, but the key is heard. */
const heard = async (apiKey: string) => {
  const client = createTenantryClient({ url: stack.api, apiKey });
  const conversation = {
    tenant: 'nobody-has-this-slug',
    id: 'a',
    channel: 'voice',
    initiatedBy: 'end_user' as const,
    party: 'bot' as const,
    startedAt: '2026-02-03T09:00:00Z',
  };
  return client.conversations.report.mutate({ conversations: [conversation] }).then(
    () => true,
    () => false,
  );
};

const secretOn = async (page: Page) => {
  const secret = await page
    .locator('main code')
    .filter({ hasText: /^tnk_\w{8}_/ })
    .innerText();
  expect(secret).toMatch(/^tnk_[a-z0-9]{8}_[\w-]{43}$/);
  return secret;
};

test('a platform key is made, rotated and revoked, and the API hears it no longer than that', async ({
  browser,
  page,
}) => {
  test.setTimeout(120_000);
  const name = `Chat ${mark()}`;
  await asOperator(browser, page);
  await open(page, `${stack.console}/keys`);

  await page.getByRole('link', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Choose at least one.');
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue(name);
  await dialog.getByLabel('Report conversations').check();
  await dialog.getByLabel('Chosen tenants').check();
  await dialog.getByLabel('Short names').fill('harborline, qamar');
  await dialog.getByLabel('Short names').press('Enter');
  await expect(dialog.getByRole('button', { name: 'Remove qamar' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('shown this once')).toBeVisible();
  const first = await secretOn(page);
  expect(await heard(first)).toBe(true);
  await page.getByRole('link', { name: 'I have kept it' }).click();
  await expect(page.getByText(first)).toHaveCount(0);
  await expect(row(page, name)).toContainText('Harborline');
  await expect(row(page, name)).toContainText(first.slice(0, 12));

  await choose(page, name, 'Rotate …');
  await dialog.getByLabel('The old secret').selectOption('Works for one more day');
  await dialog.getByRole('button', { name: 'Make a new secret' }).click();
  await expect(page.getByRole('heading', { name: 'The new secret of your key' })).toBeVisible();
  const second = await secretOn(page);
  expect(await heard(second)).toBe(true);
  expect(await heard(first)).toBe(true);
  await page.getByRole('link', { name: 'I have kept it' }).click();
  await choose(page, name, 'End overlap …');
  await dialog.getByRole('button', { name: 'End overlap' }).click();
  await expect(page.getByText('The replaced secret no longer works.')).toBeVisible();
  await expect.poll(() => heard(first), { timeout: 6_000 }).toBe(false);

  await choose(page, name, 'Revoke …');
  await dialog.getByLabel('Type the name to confirm').fill(name);
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByText('The key was revoked.')).toBeVisible();
  await expect.poll(() => heard(second), { timeout: 6_000 }).toBe(false);
  await page.getByLabel('State').selectOption('Revoked');
  await expect(row(page, name)).toBeVisible();

  await open(page, `${stack.console}/log?type=key`);
  await page.getByRole('link', { name: 'Key rotated' }).first().click();
  await expect(page.getByText(second.slice(0, 12))).toBeVisible();
});

test('an admin makes a key for the own company, also without scripts', async ({ browser }) => {
  const at = tenantAt('harborline');
  const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
  const page = await context.newPage();
  const name = `Website ${mark()}`;
  await asAdminOf(browser, page, 'harborline');
  await page.goto(`${at}/settings/keys?ask=create`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Report conversations').check();
  await page.getByLabel('Expires').selectOption('In 90 days');
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  const secret = await secretOn(page);
  expect(await heard(secret)).toBe(true);
  await page.getByRole('link', { name: 'I have kept it' }).click();

  await choose(page, name, 'Rename …');
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(`${name} 2`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The key was renamed.')).toBeVisible();
  await choose(page, `${name} 2`, 'Revoke …');
  await page.getByLabel('Type the name to confirm').fill(`${name} 2`);
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await expect(row(page, `${name} 2`)).toContainText('Revoked');
  await context.close();
});
