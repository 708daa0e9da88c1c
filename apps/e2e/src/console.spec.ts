import { expect, test, type Page } from '@playwright/test';
import { createTenantryClient } from '@tenantry/client';
import { makeTenant } from './accounts';
import { linkIn, mailTo } from './mailbox';
import { asOperator, awake, open, operator, signIn, signedIn, tenantPage } from './people';
import { ask } from './raw';
import { stack, tenantAt } from './stack';
import {
  createButton,
  createContract,
  fillAdmin,
  fillCompany,
  fresh,
  next,
  startDraft,
  toReview,
} from './tenants';

const tile = (page: Page, label: string) => page.locator('dl > div').filter({ hasText: label });

test('a wrong password says no more than that, and keeps the address', async ({ page }) => {
  await signIn(page, stack.console, { ...operator, password: 'not the password' });
  await expect(page.getByRole('alert')).toContainText('These details do not match an account.');
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('E-mail')).toHaveValue(operator.login);
  await expect(page.locator('[name=password]')).toHaveValue('');
});

test('a visitor comes back to the page that was asked for', async ({ page }) => {
  await page.goto(`${stack.console}/tenants?q=har`);
  await expect(page).toHaveURL(/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(operator.login);
  await page.locator('[name=password]').fill(operator.password);
  await page.locator('main form .primary').click();
  await expect(page).toHaveURL(`${stack.console}/tenants?q=har`);
});

test('the main job, from an empty form to a counted session', async ({ browser, page }) => {
  test.setTimeout(180_000);
  const tenant = fresh('Lumen');
  const technical = `ops-${tenant.email}`;

  await test.step('an operator creates a tenant, and pressing twice creates one', async () => {
    await asOperator(browser, page);
    await startDraft(page);
    await fillCompany(page, tenant);
    await expect(page.getByLabel('Short name')).toHaveValue(tenant.slug);
    await expect(page.getByText('This short name is free.')).toBeVisible();
    await next(page, 'Administrator');
    await fillAdmin(page, tenant);
    await next(page, 'Notification');
    await toReview(page);
    await expect(page.getByText(new URL(tenantAt(tenant.slug)).hostname, { exact: true })).toBeVisible();
    await createButton(page).dblclick();
    await expect(page.getByText('The tenant was created')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(tenant.companyName);
    await expect(page.getByText('Invited', { exact: true })).toBeVisible();
  });
  const home = new URL(page.url()).pathname;
  await open(page, `${stack.console}/tenants?q=${tenant.slug}`);
  await expect(page.getByRole('row')).toHaveCount(2);

  const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await test.step('the admin gets a mail in HTML and text, and sets a password by its link', async () => {
    const mail = await mailTo(tenant.email, /./);
    const link = linkIn(mail, '/activate');
    expect(mail.html).toContain(tenant.companyName);
    expect(link.startsWith(tenantAt(tenant.slug))).toBe(true);

    for (let look = 0; look < 3; look++) expect((await ask(link, { method: 'HEAD' })).status).toBe(200);
    await open(visitor, link);
    await expect(visitor.getByText('greta')).toBeVisible();
    await visitor.locator('[name=password]').fill('short');
    await visitor.getByRole('button', { name: 'Set password' }).click();
    await expect(visitor.getByRole('alert')).toContainText('at least 10 characters');
    await visitor.locator('[name=password]').fill('a fine long password');
    await visitor.getByRole('button', { name: 'Set password' }).click();
    await expect(visitor.getByText('Your password is set.')).toBeVisible();

    await visitor.goto(link);
    await expect(visitor.getByText('This link no longer works')).toBeVisible();
  });

  await test.step('the admin signs in on the own host without naming the company', async () => {
    await visitor.goto(`${tenantAt(tenant.slug)}/sign-in`);
    await expect(visitor.getByLabel('Company')).toHaveCount(0);
    await signedIn(visitor, tenantAt(tenant.slug), { login: 'greta', password: 'a fine long password' });
    await expect(visitor.getByText('Welcome, Greta Lindqvist.')).toBeVisible();
    await expect(visitor.getByText('Nothing to count yet')).toBeVisible();
  });

  await test.step('the operator makes a contract and refills licences', async () => {
    await open(page, `${stack.console}${home}`);
    await expect(page.getByText('Active', { exact: true })).toBeVisible();
    await createContract(page, 4);
    await expect(tile(page, 'Allocated').first()).toContainText('4');
    const purchase = page.getByRole('row').filter({ hasText: 'First package' });
    await expect(purchase).toContainText('+4');
    await expect(purchase).toContainText('Refill');
  });

  await test.step('contacts are edited, and a wrong address is kept in the form', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Technical').fill('not an address');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('is not an e-mail address');
    for (const word of ['not', 'an', 'address'])
      await page.getByRole('button', { name: `Remove ${word}`, exact: true }).click();
    await page.getByLabel('Technical').fill(technical);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The contacts were saved.')).toBeVisible();
    await expect(page.getByText(technical)).toBeVisible();
  });

  await test.step('a product service reports conversations, each with its own outcome', async () => {
    const client = createTenantryClient({ url: stack.api, apiKey: stack.demoKey! });
    const call = (id: string, startedAt: string, reference = 'c-1') => ({
      tenant: tenant.slug,
      id,
      channel: 'voice',
      user: { reference, name: 'Noor Haddad', email: 'noor@customer.test', role: 'customer' },
      initiatedBy: 'end_user' as const,
      party: 'bot' as const,
      subject: 'Where is my parcel',
      startedAt,
    });
    const first = call('talk-1', '2026-02-03T09:00:00Z');
    const report = (...conversations: (typeof first)[]) =>
      client.conversations.report.mutate({ conversations });
    const { results } = await report(
      first,
      call('talk-2', '2026-02-03T09:59:59Z'),
      call('talk-3', '2026-02-03T10:00:00Z'),
      call('talk-4', '2026-02-04T10:00:00Z'),
      { ...first },
      { ...first, subject: 'Something else' },
      call('talk-5', '2099-01-01T00:00:00Z'),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'recorded',
      'recorded',
      'recorded',
      'recorded',
      'repeat',
      'conflict',
      'refused',
    ]);
  });

  await test.step('three sessions are counted, and a mail tells that 75 % are reached', async () => {
    await open(page, `${stack.console}${home}/subscription`);
    await expect(tile(page, 'Consumed').first()).toContainText('3');
    await expect(tile(page, 'Available').first()).toContainText('1');
    await expect(page.getByText('75 % of the licences are used')).toBeVisible();
    const mail = await mailTo(technical, /75/);
    expect(mail.text).toContain(tenant.companyName);
    await mailTo(tenant.email, /75/);
  });

  await test.step('the admin sees the sessions and the conversations of each', async () => {
    await open(visitor, `${tenantAt(tenant.slug)}/settings/subscription`);
    await expect(tile(visitor, 'Consumed').first()).toContainText('3');
    await visitor.getByRole('link', { name: 'History', exact: true }).click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Session history');
    const rows = visitor.locator('tbody tr');
    await expect(rows).toHaveCount(3);
    for (const words of ['End user', 'Noor Haddad', 'noor@customer.test', 'customer', 'Voice'])
      await expect(rows.last()).toContainText(words);
    await rows.last().getByRole('link', { name: 'Show conversations: 2' }).click();
    await expect(visitor.locator('tbody tr')).toHaveCount(2);
    await visitor.getByRole('link', { name: 'talk-2' }).click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('talk-2');
    await expect(visitor.getByText('Where is my parcel')).toBeVisible();
  });

  await test.step('every step stands in the operation log of both', async () => {
    const steps = [
      'Tenant created',
      'Account activated',
      'Signed in',
      'Contract created',
      'Licences refilled',
      'Contacts edited',
    ];
    await open(page, `${stack.console}${home}/log`);
    await open(visitor, `${tenantAt(tenant.slug)}/log`);
    for (const who of [page, visitor])
      for (const step of steps) await expect(who.getByRole('link', { name: step }).first()).toBeVisible();
    await visitor.getByRole('link', { name: 'Contacts edited' }).first().click();
    await expect(visitor.getByText('technical', { exact: true })).toBeVisible();
    await expect(visitor.getByText(technical)).toBeVisible();
  });
  await visitor.context().close();
});

test('a tenant that is disabled signs everyone out, and comes back when enabled', async ({
  browser,
  page,
}) => {
  const tenant = fresh('Ember');
  await asOperator(browser, page);
  const { tenantId } = await makeTenant(page, tenant);
  await open(page, `${stack.console}/tenants/${tenantId}`);

  await page.getByRole('link', { name: 'Disable …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disable tenant' }).click();
  await expect(dialog.getByRole('alert')).toContainText('This is required.');
  await dialog.getByLabel('Reason').fill('Invoice disputed');
  await dialog.getByRole('button', { name: 'Disable tenant' }).click();
  await expect(page.getByText('This tenant is disabled')).toBeVisible();

  const visitor = await browser.newPage();
  await expect
    .poll(async () => (await visitor.goto(`${tenantAt(tenant.slug)}/sign-in`))?.status(), { timeout: 6_000 })
    .toBe(403);
  await expect(visitor.getByText('Not available at the moment')).toBeVisible();
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(page.getByText('The tenant was enabled.')).toBeVisible();
  await expect
    .poll(async () => (await visitor.goto(`${tenantAt(tenant.slug)}/sign-in`))?.status(), { timeout: 6_000 })
    .toBe(200);
  await visitor.close();
});

test('a form shows its faults beside the fields, links to them and keeps what was typed', async ({
  browser,
  page,
}) => {
  await asOperator(browser, page);
  await startDraft(page);
  await page.getByLabel('Company name').fill('Half filled');
  await page.getByLabel('Country or region').fill('Atlantis');
  await page.getByRole('button', { name: 'Next' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: 'Choose a country from the list.' }).click();
  const country = page.getByLabel('Country or region');
  await expect(country).toBeFocused();
  await expect(country).toHaveAttribute('aria-invalid', 'true');
  await expect(country).toHaveAccessibleDescription(/Choose a country/);
  await expect(country).toHaveValue('Atlantis');
  await expect(page.getByLabel('Company name')).toHaveValue('Half filled');
});

test('a short name that is taken or reserved is said before the form is sent', async ({ browser, page }) => {
  await asOperator(browser, page);
  await startDraft(page);
  await page.getByLabel('Short name').fill('harborline');
  await expect(page.getByText('This short name belongs to another tenant.')).toBeVisible();
  await page.getByLabel('Short name').fill('admin');
  await expect(page.getByText('This short name is reserved.')).toBeVisible();
});

test('the list of tenants is searched as one types, and its address holds the search', async ({
  browser,
  page,
}) => {
  await asOperator(browser, page);
  await open(page, `${stack.console}/tenants`);
  await page.getByRole('searchbox').fill('nordlicht');
  await expect(page).toHaveURL(/q=nordlicht/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.getByRole('combobox', { name: 'State' }).selectOption('Enabled');
  await expect(page.getByText('No tenant matches')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('nordlicht');
});

test('what was typed outlives the session', async ({ page }) => {
  await signedIn(page, stack.console, operator);
  await startDraft(page);
  await page.getByLabel('Company name').fill('Typed for an hour');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await expect(page.getByLabel('Company name')).toHaveValue('Typed for an hour');
});

test('another tenant’s identifier behaves as one that does not exist', async ({ browser, page }) => {
  await asOperator(browser, page);
  const address = await tenantPage(page, 'harborline');
  const missing = address.replace(/.{4}$/, '0000');
  expect((await page.goto(missing))?.status()).toBe(404);
  await awake(page);
  await expect(page.getByText('This page does not exist')).toBeVisible();
});
