import { expect, type Browser, type Page } from '@playwright/test';
import { stack, tenantAt } from './stack';

export const operator = { login: 'operator@tenantry.test', password: 'console-demo-2026' };
export const demoAdmin = { login: 'admin', password: 'tenant-demo-2026' };

/** A click before the page answers to scripts is lost, so journeys wait for it after every full load. */
export async function open(page: Page, address: string) {
  await page.goto(address);
  await awake(page);
}

export const awake = (page: Page) => page.locator('html[data-hydrated]').waitFor({ state: 'attached' });

export async function signIn(
  page: Page,
  origin: string,
  person: { login: string; password: string; company?: string },
) {
  await page.goto(`${origin}/sign-in`);
  if (person.company !== undefined) await page.getByLabel('Company').fill(person.company);
  await page.locator('[name=login]').fill(person.login);
  await page.locator('[name=password]').fill(person.password);
  await page.locator('main form button:not([type=button])').first().click();
}

export async function signedIn(
  page: Page,
  origin: string,
  person: { login: string; password: string; company?: string },
) {
  await signIn(page, origin, person);
  await expect(page).not.toHaveURL(/\/sign-in/);
}

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;
const kept = new Map<string, Cookies>();

/** Signs in once for each host and lends the session to further pages: attempts are counted and slow. */
export async function sessionOf(
  browser: Browser,
  origin: string,
  person: { login: string; password: string },
) {
  const known = kept.get(origin);
  if (known) return known;
  const context = await browser.newContext({ locale: 'en-GB' });
  await signedIn(await context.newPage(), origin, person);
  const cookies = await context.cookies();
  await context.close();
  kept.set(origin, cookies);
  return cookies;
}

export const asOperator = async (browser: Browser, page: Page) =>
  page.context().addCookies(await sessionOf(browser, stack.console, operator));

export const asAdminOf = async (browser: Browser, page: Page, slug: string) =>
  page.context().addCookies(await sessionOf(browser, tenantAt(slug), demoAdmin));

export const speak = (page: Page, origin: string, locale: string) =>
  page.context().addCookies([{ name: 'locale', value: locale, url: origin }]);

/** The console's page of a demo tenant. */
export async function tenantPage(page: Page, slug: string): Promise<string> {
  await page.goto(`${stack.console}/tenants?q=${slug}`);
  const href = await page.locator('td a[href^="/tenants/"]').first().getAttribute('href');
  return `${stack.console}${href}`;
}
