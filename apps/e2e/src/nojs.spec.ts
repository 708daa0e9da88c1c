import { expect, test } from '@playwright/test';
import { appCode } from '@tenantry/second-factors/test';
import { freshOperator } from './accounts';
import { operator, signIn, signedIn } from './people';
import { stack, tenantAt } from './stack';
import { createButton, fillAdmin, fillCompany, fresh, next, startDraft, toReview } from './tenants';

test.use({ javaScriptEnabled: false });

test('the whole administration works without scripts', async ({ page }) => {
  test.setTimeout(120_000);
  const tenant = fresh('Quarry');

  await test.step('signing in', async () => {
    await signIn(page, stack.console, { ...operator, password: 'not the password' });
    await expect(page.getByRole('alert')).toContainText('do not match');
    await expect(page.getByLabel('E-mail')).toHaveValue(operator.login);
    await page.locator('[name=password]').fill(operator.password);
    await page.locator('main form .primary').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tenants');
  });

  await test.step('searching', async () => {
    await page.getByRole('searchbox').fill('harborline');
    await page.getByRole('searchbox').press('Enter');
    await expect(page.locator('tbody tr')).toHaveCount(1);
  });

  await test.step('creating a tenant, after a mistake', async () => {
    await startDraft(page, 'without scripts');
    await fillCompany(page, tenant);
    await page.getByLabel('Time zone').fill('Middle/Earth');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByRole('alert')).toContainText('Choose a time zone from the list.');
    await expect(page.getByLabel('Company name')).toHaveValue(tenant.companyName);
    await expect(page.getByLabel('Time zone')).toHaveValue('Middle/Earth');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await next(page, 'Administrator');
    await fillAdmin(page, tenant);
    await page.getByLabel('I type one').check();
    await page.locator('[name=password]').fill('first and only once');
    await next(page, 'Notification');
    await page.getByLabel('Login information').check();
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.locator('[name=password]')).toHaveValue('');
    await expect(page.getByText('A password is kept.')).toBeVisible();
    await next(page, 'Notification');
    await expect(page.getByLabel('Login information')).toBeChecked();
    await toReview(page);
    await expect(page.getByText('Typed by you')).toBeVisible();
  });

  await test.step('a session that ends at the last step loses nothing', async () => {
    await page.getByRole('link', { name: /^Change\s?: Company/ }).click();
    await page.getByLabel('Employees').selectOption('11-50');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.locator('[name=login]').fill(operator.login);
    await page.locator('[name=password]').fill(operator.password);
    await page.locator('main form .primary').click();
    await expect(page.getByText('What you entered is here again')).toBeVisible();
    await expect(page.getByLabel('Employees')).toHaveValue('11-50');
    await next(page, 'Administrator');
    await page.getByRole('link', { name: 'Review' }).click();
    await createButton(page).click();
    await expect(page.getByText('The tenant was created')).toBeVisible();
    await expect(page.getByText(new URL(tenantAt(tenant.slug)).hostname, { exact: true })).toBeVisible();
  });

  await test.step('a contract and a refill', async () => {
    await page.getByRole('link', { name: 'Subscription' }).click();
    await page.getByRole('link', { name: 'New contract' }).click();
    await page.getByLabel('Session length in minutes').fill('an hour');
    await page.getByRole('button', { name: 'Create contract' }).click();
    await expect(page.getByRole('alert')).toContainText('A whole number');
    await page.getByLabel('Session length in minutes').fill('30');
    await page.getByRole('button', { name: 'Create contract' }).click();
    await expect(page.getByText('The contract was created.')).toBeVisible();
    await page.getByRole('link', { name: 'Refill' }).click();
    await page.getByRole('textbox', { name: 'Licences' }).fill('1,000');
    await page.getByLabel('Reason').fill('Start');
    await page.getByRole('dialog').getByRole('button', { name: 'Refill' }).click();
    await expect(page.getByText('The licences were added.')).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: 'Start' })).toContainText('+1,000');
  });

  await test.step('editing contacts, one to a line', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Technical').fill('a@quarry.test\nb@quarry.test');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The contacts were saved.')).toBeVisible();
    await expect(page.getByText('b@quarry.test')).toBeVisible();
  });

  await test.step('disabling and enabling', async () => {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'Disable …' }).click();
    await page.getByRole('button', { name: 'Disable tenant' }).click();
    await expect(page.getByRole('alert')).toContainText('This is required.');
    await page.getByLabel('Reason').fill('Trial ended');
    await page.getByRole('button', { name: 'Disable tenant' }).click();
    await expect(page.getByText('This tenant is disabled')).toBeVisible();
    await page.getByRole('button', { name: 'Enable' }).click();
    await expect(page.getByText('The tenant was enabled.')).toBeVisible();
  });

  await test.step('filtering the log, and signing out', async () => {
    const parts = page.getByRole('navigation', { name: 'Parts of this tenant' });
    await parts.getByRole('link', { name: 'Operation log' }).click();
    await page.getByLabel('Type').selectOption('Subscription');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/type=subscription/);
    await expect(page.getByRole('link', { name: 'Contacts edited' })).toBeVisible();
    await page.locator('summary:visible').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
  });
});

test('a dead link says what to do, without scripts', async ({ page }) => {
  await page.goto(`${tenantAt('harborline')}/activate?token=nonsense`);
  await expect(page.getByText('This link no longer works')).toBeVisible();
  await page.getByRole('link', { name: 'Go to sign-in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});

test('two steps lead in without scripts, in whatever language', async ({ browser, page }) => {
  const person = await freshOperator();
  const now = new Date();
  await signedIn(page, stack.console, person);
  await page.goto(`${stack.console}/account/security`);
  await page.getByRole('button', { name: 'Set up' }).click();
  const key = (await page.locator('.key code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Code from the app').fill(appCode(key, now));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('list', { name: 'Recovery codes' }).locator('li')).toHaveCount(10);
  await expect(page.getByRole('button', { name: 'Print' })).toHaveCount(0);

  const visitor = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })).newPage();
  await signIn(visitor, stack.console, person);
  // a change of language loads the page anew, and the first step still holds
  await visitor.getByRole('button', { name: 'Deutsch' }).click();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Geben Sie Ihren Code ein');
  await visitor.getByLabel('Code').fill(appCode(key, now, 1));
  await visitor.locator('main form .primary').click();
  await expect(visitor).toHaveURL(`${stack.console}/tenants`);
  await visitor.context().close();
});
