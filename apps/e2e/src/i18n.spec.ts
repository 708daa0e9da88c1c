import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { appCode } from '@tenantry/second-factors/test';
import { filledDraft, walkTwoStep } from './accounts';
import { asAdminOf, asOperator, open, speak, tenantPage } from './people';
import { stack, tenantAt } from './stack';

const source = readFileSync(join(import.meta.dirname, 'foreign-text.js'), 'utf8');
const foreignText = (page: Page) => page.evaluate<string[]>(source);
const excessWidth = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

async function speaksOnlyThroughTheCatalogue(page: Page, address: string) {
  await open(page, address);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA');
  expect.soft(await foreignText(page), address).toEqual([]);
  expect.soft(await excessWidth(page), `${address} is wider than the window`).toBeLessThanOrEqual(0);
}

const firstLink = (page: Page, selector: string) => page.locator(selector).first().getAttribute('href');

test('the console has no text of its own', async ({ browser, page }) => {
  test.setTimeout(360_000);
  await asOperator(browser, page);
  await speak(page, stack.console, 'en-XA');
  const tenant = await tenantPage(page, 'harborline');
  await page.goto(`${tenant}/subscription`);
  const refill = await firstLink(page, 'a[href*="ask=refill"]');
  const remove = await firstLink(page, 'a[href*="ask=remove"]');
  await page.goto(`${tenant}/conversations`);
  const conversation = await firstLink(page, 'td a[href*="/conversations/"]');
  await page.goto(`${tenant}/log`);
  const entry = await firstLink(page, 'td a[href*="/log/"]');
  const draft = await filledDraft(page);
  const pages = [
    `${stack.console}/tenants`,
    `${stack.console}/tenants?q=nobody-has-this-name`,
    `${stack.console}/tenants/new`,
    ...['company', 'admin', 'notification', 'hosts', 'permissions', 'capabilities', 'subscription'].map(
      (step) => `${draft}/${step}`,
    ),
    `${draft}/review?ask=template`,
    `${stack.console}/tenants/new/many`,
    `${stack.console}/tenants/templates`,
    `${stack.console}/licence`,
    `${stack.console}/requests`,
    `${stack.console}/requests?state=declined`,
    `${stack.console}/capabilities`,
    `${stack.console}/permissions`,
    tenant,
    `${tenant}?ask=disable`,
    `${tenant}/profile`,
    `${tenant}/subscription?done=refill`,
    `${tenant}/subscription?ask=contract`,
    `${stack.console}${refill}`,
    `${stack.console}${remove}`,
    `${tenant}/capabilities`,
    `${tenant}/capabilities?edit=limits`,
    `${tenant}/capabilities?ask=boost&who=widgets`,
    `${tenant}/permissions`,
    `${tenant}/permissions?why=agent.manage`,
    `${tenant}/roles?ask=add`,
    `${tenant}/sessions`,
    `${tenant}/conversations?range=custom`,
    `${stack.console}${conversation}?ask=erase`,
    `${tenant}/exports`,
    `${tenant}/log`,
    `${stack.console}${entry}`,
    `${tenant}/users`,
    `${tenant}/view-as`,
    `${tenant}/delete`,
    `${stack.console}/tenants/erased`,
    `${stack.console}/tenants?state=deleted&done=deleted&who=${tenant.split('/').at(-1)}`,
    `${tenant}/users?ask=invite`,
    `${tenant}/keys`,
    `${stack.console}/operators?done=invited`,
    `${stack.console}/operators?ask=invite`,
    `${stack.console}/operators?q=nobody-has-this-name`,
    `${stack.console}/keys`,
    `${stack.console}/keys?ask=create`,
    `${stack.console}/log`,
    `${stack.console}/account`,
    `${stack.console}/account?edit=email`,
    `${stack.console}/account/security?edit=password&done=password`,
    `${stack.console}/two-step`,
    `${await tenantPage(page, 'nordlicht')}`,
    `${stack.console}/no-such-page`,
  ];
  for (const address of pages) await speaksOnlyThroughTheCatalogue(page, address);
});

test('the portal has no text of its own, also on a narrow screen', async ({ browser, page }) => {
  test.setTimeout(360_000);
  const at = tenantAt('harborline');
  await asAdminOf(browser, page, 'harborline');
  await speak(page, at, 'en-XA');
  const paths = [
    '/',
    '/settings/company',
    '/settings/subscription',
    '/settings/subscription?edit=contacts',
    '/settings/capabilities',
    '/settings/capabilities?ask=more&who=disk',
    '/settings/roles',
    '/settings/users',
    '/settings/users?ask=invite',
    '/settings/keys',
    '/settings/keys?ask=create',
    '/settings/exports',
    '/settings/support-access?done=support_revoked',
    '/sessions',
    '/conversations',
    '/log',
    '/account',
    '/account/security?edit=password',
  ];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of paths) await speaksOnlyThroughTheCatalogue(page, at + path);
  }
});

test('sign-in, activation and refusals have no text of their own', async ({ page }) => {
  for (const at of [stack.console, stack.platform, tenantAt('harborline')]) {
    await speak(page, at, 'en-XA');
    for (const path of ['/sign-in', '/forgot-password', '/forgot-password?sent=1', '/confirm-email?token=x'])
      await speaksOnlyThroughTheCatalogue(page, at + path);
  }
  for (const path of ['/reset-password?token=x', '/confirm-email?confirmed=1', '/activate?token=x'])
    await speaksOnlyThroughTheCatalogue(page, stack.console + path);
  for (const path of ['/activate?token=used-up-long-ago', '/view', '/view/ended'])
    await speaksOnlyThroughTheCatalogue(page, tenantAt('harborline') + path);
  await open(page, `${stack.console}/sign-in`);
  await page.locator('main form .primary').click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await foreignText(page)).toEqual([]);
});

test('the second step has no text of its own, and fits a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await speak(page, stack.console, 'en-XA');
  await walkTwoStep(page, appCode, async () => {
    expect.soft(await foreignText(page), page.url()).toEqual([]);
    expect.soft(await excessWidth(page), page.url()).toBeLessThanOrEqual(0);
  });
});

test('a form that is refused says so through the catalogue', async ({ browser, page }) => {
  await asOperator(browser, page);
  await speak(page, stack.console, 'en-XA');
  await open(page, `${stack.console}/tenants/new`);
  await page.locator('#start .primary').click();
  await page.locator('[name=companyName]').fill('Harborline');
  await page.locator('[name=slug]').fill('harborline');
  await page.locator('#step .primary').click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await foreignText(page)).toEqual([]);
});

test('a first visitor is met in the language of the browser', async ({ browser }) => {
  for (const [locale, title] of [
    ['de-AT', 'Anmelden'],
    ['ar', 'تسجيل الدخول'],
    ['fr', 'Sign in'],
  ] as const) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(`${stack.console}/sign-in`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await context.close();
  }
});
