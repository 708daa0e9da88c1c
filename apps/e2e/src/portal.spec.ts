import { expect, test } from '@playwright/test';
import { makeTenant } from './accounts';
import { mailTo } from './mailbox';
import { asAdminOf, asOperator, open, signIn } from './people';
import { tenantAt } from './stack';
import { fresh } from './tenants';

const harborline = tenantAt('harborline');

test.describe('an admin at work', () => {
  test.beforeEach(({ browser, page }) => asAdminOf(browser, page, 'harborline'));

  test('is greeted with the figures that matter', async ({ page }) => {
    await open(page, harborline);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home');
    for (const label of ['Allocated', 'Consumed', 'Available'])
      await expect(page.getByText(label, { exact: true })).toBeVisible();
    await expect(page.getByText('75 % of the licences are used')).toBeVisible();
  });

  test('walks through the sessions page by page, and back', async ({ page }) => {
    await open(page, `${harborline}/sessions`);
    const first = await page.locator('tbody tr').first().innerText();
    await page.getByRole('link', { name: 'Next', exact: true }).click();
    await expect(page).toHaveURL(/after=/);
    await expect(page.locator('tbody tr').first()).not.toHaveText(first);
    const second = page.url();
    await page.getByRole('link', { name: 'Next', exact: true }).click();
    await expect(page).toHaveURL(/after=.*after=/);
    await page.getByRole('link', { name: 'Previous' }).click();
    await expect(page).toHaveURL(second);
    await page.getByRole('link', { name: 'Previous' }).click();
    await expect(page).not.toHaveURL(/after=/);
    expect(await page.locator('tbody tr').first().innerText()).toBe(first);
  });

  test('reads times in the own zone, the company’s or UTC, by a link that can be shared', async ({
    page,
  }) => {
    await open(page, `${harborline}/sessions`);
    const time = page.locator('tbody time').first();
    const mine = await time.innerText();
    await page.getByRole('link', { name: 'UTC', exact: true }).click();
    await expect(page).toHaveURL(/zone=utc/);
    await expect(page.getByText('Times in UTC')).toBeVisible();
    await expect(time).not.toHaveText(mine);
    await page.reload();
    await expect(page.getByText('Times in UTC')).toBeVisible();
  });

  test('filters the operation log by type and period, and looks at one entry', async ({ page }) => {
    await open(page, `${harborline}/log`);
    await page.getByLabel('Type').selectOption('Subscription');
    await expect(page).toHaveURL(/type=subscription/);
    for (const cell of await page.locator('tbody tr td:nth-child(2)').allInnerTexts())
      expect(cell).toBe('Subscription');
    await page.getByRole('link', { name: '90 days' }).click();
    await expect(page).toHaveURL(/type=subscription.*range=90d/);
    await page.getByRole('link', { name: 'Licences refilled' }).first().click();
    await expect(page.getByRole('heading', { name: 'What changed' })).toBeVisible();
    await expect(page.getByText('quantity', { exact: true })).toBeVisible();
  });

  test('edits the contacts by pasting several addresses at once', async ({ page }) => {
    await open(page, `${harborline}/settings/subscription?edit=contacts`);
    const billing = page.getByLabel('Billing');
    await billing.fill('one@harborline.test, two@harborline.test');
    await billing.press('Enter');
    await expect(page.getByRole('button', { name: 'Remove two@harborline.test' })).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The contacts were saved.')).toBeVisible();
    await expect(page.getByText('two@harborline.test')).toBeVisible();
  });

  test('sees contracts and purchases, but nothing to change them with', async ({ page }) => {
    await open(page, `${harborline}/settings/subscription`);
    await expect(page.getByRole('heading', { name: 'Purchase history' })).toBeVisible();
    await expect(page.getByRole('link', { name: /Refill|Remove|New contract/ })).toHaveCount(0);
  });

  test('chooses another language and other colours, which stay', async ({ page }) => {
    await open(page, harborline);
    await page.locator('summary:visible').click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Start');
    await page.locator('summary:visible').click();
    await page.getByRole('button', { name: 'Dunkel' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  });
});

test('a tenant that speaks Arabic is read from right to left', async ({ browser, page }) => {
  await asAdminOf(browser, page, 'qamar');
  await open(page, tenantAt('qamar'));
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('الرئيسية');
});

test('login information brings a one-time password that must be changed at the first sign-in', async ({
  browser,
  page,
}) => {
  test.setTimeout(120_000);
  const tenant = fresh('Sable');
  const at = tenantAt(tenant.slug);
  await asOperator(browser, page);
  await makeTenant(page, tenant, { notification: 'login_information' });
  const mail = await mailTo(tenant.email, /./);
  expect(mail.html).not.toBe('');
  const words = mail.text.split(/\s+/).filter((word) => /^[\w-]{10,40}$/.test(word));

  const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const first = /assword[^\n]*?:?\s+(\S{10,})/.exec(mail.text)?.[1] ?? words[0]!;
  await signIn(visitor, at, { login: 'greta', password: first });
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Change password');
  await visitor.goto(`${at}/log`);
  await expect(visitor).toHaveURL(`${at}/change-password`);

  await visitor.getByLabel('Current password').fill('not this one at all');
  await visitor.getByLabel('New password').fill('a fine long password');
  await visitor.getByRole('button', { name: 'Change password' }).click();
  await expect(visitor.getByRole('alert')).toContainText('This is not your current password.');
  await visitor.getByLabel('Current password').fill(first);
  await visitor.getByLabel('New password').fill('a fine long password');
  await visitor.getByRole('button', { name: 'Change password' }).click();
  await expect(visitor.getByText('Welcome, Greta Lindqvist.')).toBeVisible();

  await visitor.context().clearCookies();
  await signIn(visitor, at, { login: 'greta', password: first });
  await expect(visitor.getByRole('alert')).toBeVisible();
  await signIn(visitor, at, { login: tenant.email.toUpperCase(), password: 'a fine long password' });
  await expect(visitor.getByText('Welcome, Greta Lindqvist.')).toBeVisible();
  await visitor.context().close();
});
