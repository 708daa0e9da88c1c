import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { asOperator, open } from './people';
import { stack } from './stack';

test.beforeEach(async ({ browser, page }) => asOperator(browser, page));

const names = 'tbody td a[href^="/tenants/"] bdi';

test('an operator finds tenants, switches some, and takes the list away', async ({ page }) => {
  await open(page, `${stack.console}/tenants`);

  await test.step('by search and filters, all of which stand in the address', async () => {
    await page.getByRole('searchbox').fill('qam');
    await expect(page.locator(names)).toHaveText(['قمر للحجوزات']);
    await expect(page).toHaveURL(/\?q=qam$/);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('combobox', { name: 'State' }).selectOption('Disabled');
    await expect(page).toHaveURL(/state=disabled/);
    await expect(page.getByRole('row').filter({ hasText: 'nordlicht' })).toHaveCount(1);
    await expect(page.getByRole('row').filter({ hasText: 'harborline' })).toHaveCount(0);
  });

  await test.step('in another order, and with other columns', async () => {
    await open(page, `${stack.console}/tenants`);
    await page.getByRole('columnheader', { name: 'Company name' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=name/);
    const shown = await page.locator(names).allInnerTexts();
    const key = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    expect(shown).toEqual(shown.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Host' }).check();
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('columnheader', { name: 'Host' })).toBeVisible();
    await expect(page).toHaveURL(/sort=name.*column=host/);
  });

  await test.step('as a file of exactly this', async () => {
    await open(page, `${stack.console}/tenants?q=harborline`);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('tenants.csv');
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('harborline');
  });

  await test.step('or of those that were ticked', async () => {
    await open(page, `${stack.console}/tenants`);
    await page.getByRole('checkbox', { name: 'Choose Nordlicht Werkstätten' }).check();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download chosen' }).click(),
    ]);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text.trimEnd().split('\r\n')).toHaveLength(2);
    expect(text).toContain('nordlicht');
  });

  await test.step('with a result for each that was to be switched', async () => {
    await open(page, `${stack.console}/tenants?q=nordlicht`);
    await page.getByRole('checkbox', { name: /^Choose / }).check();
    await page.getByRole('button', { name: 'Disable …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await expect(page.getByText('0 of 1 switched')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: 'was disabled already' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('the palette goes to a tenant by keyboard alone, and ? lists the keys', async ({ page }) => {
  await open(page, `${stack.console}/log`);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Tenant, host, e-mail or page' });
  await expect(field).toBeFocused();
  await field.fill('harborl');
  await expect(page.getByRole('option', { name: /Harborline/ }).first()).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tenants\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Harborline');

  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(`${stack.console}/tenants`);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the way to any tenant is a page of its own', async ({ page }) => {
    await page.goto(`${stack.console}/tenants`);
    await page.getByRole('link', { name: 'Go to …' }).first().click();
    await page.getByRole('searchbox').fill('harborline');
    await page.getByRole('searchbox').press('Enter');
    await page
      .getByRole('link', { name: /Harborline/ })
      .first()
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Harborline');
  });
});
