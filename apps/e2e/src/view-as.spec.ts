import { expect, test, type Page } from '@playwright/test';
import { call, freshAdmin } from './accounts';
import { asOperator, awake, open, signedIn } from './people';
import { stack } from './stack';

/** Sent past the page, whose own form is switched off. */
const allowing = (page: Page) =>
  page.evaluate<{ type: string; status: number }>(
    `fetch('/settings/support-access?/allow', { method: 'POST', body: new URLSearchParams({ hours: '168' }),
       headers: { 'x-sveltekit-action': 'true' } }).then((answer) => answer.json())`,
  );

test('an operator sees a company’s pages while it lets them, changes nothing, and is out when it ends that', async ({
  browser,
  page,
}) => {
  test.setTimeout(120_000);
  const { at, ...admin } = await freshAdmin(browser, page);
  await signedIn(page, at, admin);
  const operator = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await asOperator(browser, operator);
  const slug = new URL(at).hostname.split('.')[0]!;
  await operator.goto(`${stack.console}/tenants?q=${slug}`);
  const href = await operator.locator('td a[href^="/tenants/"]').first().getAttribute('href');
  const tenant = stack.console + href;

  await test.step('nobody looks unasked', async () => {
    await open(operator, tenant);
    await expect(operator.getByRole('button', { name: 'View as tenant' })).toBeDisabled();
    await expect(operator.getByText('The tenant does not allow it now.')).toBeVisible();
  });

  await test.step('the company lets them', async () => {
    await open(page, `${at}/settings/support-access`);
    await page.getByLabel('1 day').check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(page.getByText('Support may look now.')).toBeVisible();
  });

  /** In a browser where somebody of the company is at home already. */
  const viewer = await page.context().newPage();
  await test.step('the operator goes there from the console', async () => {
    await open(operator, tenant);
    await operator.getByRole('link', { name: 'View as tenant' }).click();
    await operator.getByLabel('Reason').fill('Ticket 4711');
    await operator.getByRole('button', { name: 'Continue' }).click();
    const door = operator.getByRole('link', { name: "Open the tenant's page" });
    const address = (await door.getAttribute('href'))!;
    expect(new URL(address).search).toBe('');
    // Looking uses nothing up, and the address forgets what it brought.
    for (let look = 0; look < 2; look++) {
      await viewer.goto('about:blank');
      await open(viewer, address);
    }
    await expect(viewer).toHaveURL(`${at}/view`);
    await expect(viewer.getByText('You are signed in here as Greta Lindqvist.')).toBeVisible();
    await viewer.getByRole('button', { name: 'Begin viewing' }).click();
    await expect(viewer).toHaveURL(`${at}/`);
  });

  await test.step('each page says who looks, and none changes anything', async () => {
    for (const path of ['/', '/settings/users', '/log', '/nowhere']) {
      await open(viewer, at + path);
      const banner = viewer.getByRole('complementary', { name: 'Viewing' });
      await expect(banner).toContainText('is viewing Juniper');
      await expect(banner.getByRole('button', { name: 'Stop viewing' })).toBeVisible();
    }
    await open(viewer, `${at}/account`);
    await expect(viewer).toHaveURL(`${at}/`);
    await open(viewer, `${at}/settings/support-access`);
    await expect(viewer.getByRole('button', { name: 'End it now' })).toBeDisabled();
    expect(await allowing(viewer)).toMatchObject({ type: 'failure', status: 403 });
  });

  await test.step('the company sees it and ends it, and that is the end', async () => {
    // Its own browser, because in the other one it is the operator who is there now.
    const home = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await signedIn(home, at, admin);
    await open(home, `${at}/settings/support-access`);
    await expect(home.getByRole('row').filter({ hasText: 'Ticket 4711' })).toContainText('Looking now');
    await home.getByRole('button', { name: 'End it now' }).click();
    await expect(home.getByText('Nobody may look any more.')).toBeVisible();
    await expect(async () => {
      await viewer.goto(`${at}/log`);
      await expect(viewer).toHaveURL(`${at}/view/ended`);
    }).toPass({ timeout: 5_000 });
    await awake(viewer);
    await viewer.getByRole('link', { name: 'Continue as Greta Lindqvist' }).click();
    await expect(viewer.getByText('Welcome, Greta Lindqvist.')).toBeVisible();
    await open(home, `${at}/log`);
    await expect(home.getByRole('link', { name: 'Viewing ended' })).toBeVisible();
    await expect(home.getByRole('row').filter({ hasText: 'Viewing begun' })).toContainText('for Juniper');
  });
});

test('without scripts the code is copied, and works once', async ({ browser, page }) => {
  const { at, ...admin } = await freshAdmin(browser, page);
  await signedIn(page, at, admin);
  await call(at, 'viewAs.allow', { hours: 1 }, page);
  const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })).newPage();
  await asOperator(browser, plain);
  await plain.goto(`${stack.console}/tenants?q=${new URL(at).hostname.split('.')[0]}`);
  await plain.goto(
    `${stack.console}${await plain.locator('td a[href^="/tenants/"]').first().getAttribute('href')}/view-as`,
  );
  await plain.getByRole('button', { name: 'Continue' }).click();
  await expect(plain.getByRole('alert')).toContainText('This is required.');
  await plain.getByLabel('Reason').fill('Ticket 4712');
  await plain.getByRole('button', { name: 'Continue' }).click();
  const code = await plain.locator('.copy code').innerText();
  const enter = async () => {
    await plain.goto(`${at}/view`);
    await plain.getByLabel('Code from the console').fill(code);
    await plain.getByRole('button', { name: 'Begin viewing' }).click();
  };
  await enter();
  await expect(plain.getByRole('complementary', { name: 'Viewing' })).toBeVisible();
  await plain.getByRole('complementary').getByRole('button', { name: 'Stop viewing' }).click();
  await expect(plain.getByRole('heading', { level: 1 })).toHaveText('Viewing is over');
  await enter();
  await expect(plain.getByRole('alert')).toContainText('This code was used');
});
