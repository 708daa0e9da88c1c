import { expect, test, type Browser, type Page } from '@playwright/test';
import { freshAdmin } from './accounts';
import { mailTo } from './mailbox';
import { asOperator, open, signedIn, tenantPage } from './people';
import { row } from './staff';
import { stack } from './stack';

/** A tenant of its own, with its admin signed in beside the operator. */
async function company(browser: Browser, page: Page) {
  const admin = await freshAdmin(browser, page);
  const slug = new URL(admin.at).hostname.split('.')[0]!;
  const own = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signedIn(own, admin.at, { login: admin.login, password: admin.password });
  return { ...admin, own, limits: `${await tenantPage(page, slug)}/capabilities` };
}

const standing = (page: Page, key: string) => page.locator(`#c-${key}`);
const pooled = async (page: Page, key: string) =>
  Number(/free ([\d,]+)/.exec((await standing(page, key).textContent()) ?? '')?.[1]?.replace(',', '') ?? NaN);

async function setOwn(page: Page, key: string, quantity: string) {
  await standing(page, key).getByLabel('Own limit').check();
  await page.locator(`#f-quantity-${key}`).fill(quantity);
}

async function backToDefault(page: Page, limits: string, key: string) {
  await open(page, `${limits}?edit=limits`);
  await standing(page, key).getByLabel('Default (').check();
  await page.getByRole('button', { name: 'See what changes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The limits were saved.')).toBeVisible();
}

test('a tenant asks for more, an operator approves a part, and the limit rises by it', async ({
  browser,
  page,
}) => {
  const { at, own, email, limits } = await company(browser, page);

  await test.step('the admin asks', async () => {
    await open(own, `${at}/settings/capabilities`);
    await expect(standing(own, 'widgets')).toContainText('0 of 3');
    await standing(own, 'widgets').getByRole('link', { name: 'Ask for more' }).click();
    const dialog = own.getByRole('dialog');
    await dialog.getByLabel('How many more').fill('none');
    await dialog.getByLabel('What for').fill('Four more shops.');
    await dialog.getByRole('button', { name: 'Send request' }).click();
    await expect(dialog.getByRole('alert')).toContainText('A whole number from 1');
    await expect(dialog.getByLabel('What for')).toHaveValue('Four more shops.');
    await dialog.getByLabel('How many more').fill('4');
    await dialog.getByRole('button', { name: 'Send request' }).click();
    await expect(own.getByText('Your request was sent.')).toBeVisible();
    await expect(row(own, 'Chat widgets')).toContainText('Open');
  });

  await test.step('the operator sees it waiting, and approves a part', async () => {
    await open(page, limits);
    await expect(page.getByText('Chat widgets: 4 more')).toBeVisible();
    await page.getByRole('link', { name: /^Requests \d+ waiting/ }).click();
    await row(page, 'Four more shops.').getByRole('link', { name: 'Approve' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('How many more are granted')).toHaveValue('4');
    await dialog.getByLabel('How many more are granted').fill('3');
    await dialog.getByLabel('Note for the tenant').fill('One shop is closed.');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await expect(page.getByText('The request was approved and the limit raised.')).toBeVisible();
    await open(page, limits);
    await expect(standing(page, 'widgets')).toContainText('0 of 6');
    await expect(standing(page, 'widgets')).toContainText('Own limit');
  });

  await test.step('the tenant reads what became of it', async () => {
    expect((await mailTo(email, /approved in part/)).text).toContain('One shop is closed.');
    await open(own, `${at}/settings/capabilities`);
    await expect(standing(own, 'widgets')).toContainText('0 of 6');
    await expect(row(own, 'Chat widgets')).toContainText('Partly approved');
    await expect(row(own, 'Chat widgets')).toContainText('3 granted');
  });
});

test('a limit below use is warned of, looked at, saved, and shown as exceeded', async ({ browser, page }) => {
  await asOperator(browser, page);
  const limits = `${await tenantPage(page, 'qamar')}/capabilities`;
  await open(page, `${limits}?edit=limits`);
  await setOwn(page, 'workflows', 'few');
  await page.getByLabel('Reason').fill('Agreed by phone');
  await page.getByRole('button', { name: 'See what changes' }).click();
  await expect(page.getByRole('alert')).toContainText('A whole number from 0');
  await expect(page.locator('[name="quantity-workflows"]')).toHaveValue('few');
  await setOwn(page, 'workflows', '5');
  await expect(
    page.getByText('Below what is used (7): the tenant will be over its limit by 2.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'See what changes' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('from 20 to 5');
  await expect(dialog).toContainText('Over the limit by 2');
  await dialog.getByRole('button', { name: 'Back to editing' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('[name="quantity-workflows"]')).toHaveValue('5');
  await page.getByRole('button', { name: 'See what changes' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The limits were saved.')).toBeVisible();
  await expect(standing(page, 'workflows')).toContainText('Over the limit by 2');
  await backToDefault(page, limits, 'workflows');
  await expect(standing(page, 'workflows')).not.toContainText('Over the limit');
});

test('a limit whose pool is used up can only be lowered', async ({ browser, page }) => {
  const { limits } = await company(browser, page);
  await open(page, limits);
  const free = await pooled(page, 'ai_agents');
  await open(page, `${limits}?edit=limits`);
  await setOwn(page, 'ai_agents', String(free + 1));
  await expect(page.getByText(`More than the licence’s pool has left`)).toBeVisible();
  await page.getByRole('button', { name: 'See what changes' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('This cannot be saved.');
  await dialog.getByRole('button', { name: 'Back to editing' }).click();
  await expect(dialog).toHaveCount(0);
  await setOwn(page, 'ai_agents', String(free));
  await page.getByRole('button', { name: 'See what changes' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The limits were saved.')).toBeVisible();

  await page.getByRole('link', { name: 'Change limits' }).click();
  const field = standing(page, 'ai_agents');
  await expect(field.getByLabel('Quantity')).not.toBeEditable();
  await expect(field).toContainText('The licence’s pool “AI agents” is used up');
  await field.getByRole('link', { name: 'Lower it all the same' }).click();
  await expect(field.getByLabel('Quantity')).toBeEditable();
  await setOwn(page, 'ai_agents', String(free + 1));
  await page.getByRole('button', { name: 'See what changes' }).click();
  await expect(page.getByRole('alert')).toContainText(`A whole number from 0 to ${free}.`);
  await setOwn(page, 'ai_agents', '0');
  await page.getByRole('button', { name: 'See what changes' }).click();
  await expect(dialog).toContainText(`Gives ${free} back`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The limits were saved.')).toBeVisible();
});

test('a limit is raised for a time, and falls back when that is ended', async ({ browser, page }) => {
  const { limits } = await company(browser, page);
  await open(page, limits);
  await standing(page, 'disk').getByRole('link', { name: 'Raise for a time' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Limit for that time (GiB)').fill('2');
  await dialog.getByLabel('Last day').fill('2099-12-31');
  await dialog.getByLabel('Reason').fill('Season');
  await dialog.getByRole('button', { name: 'Raise' }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be larger');
  await dialog.getByLabel('Limit for that time (GiB)').fill('7.5');
  await dialog.getByRole('button', { name: 'Raise' }).click();
  await expect(standing(page, 'disk')).toContainText('Raised to 7.5 GiB');
  await standing(page, 'disk').getByRole('link', { name: 'End it' }).click();
  await dialog.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByText('The raised limit was ended.')).toBeVisible();
  await expect(standing(page, 'disk')).toContainText('0 GiB of 5 GiB');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('default limits are tried, and what was typed is kept', async ({ browser, page }) => {
    await asOperator(browser, page);
    await page.goto(`${stack.console}/capabilities`);
    await page.locator('[name="quantity-workflows"]').fill('6');
    await page.getByRole('button', { name: 'See what changes' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('from 20 to 6');
    await expect(dialog.getByRole('link', { name: 'Harborline Outfitters' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Back to editing' }).click();
    await expect(page.locator('[name="quantity-workflows"]')).toHaveValue('6');
  });
});
