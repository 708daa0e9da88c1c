import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { makeTenant } from './accounts';
import { asOperator, awake, open } from './people';
import { stack } from './stack';
import { createButton, fillAdmin, fillCompany, fresh, next, toReview } from './tenants';

test('a draft outlives the browser and other tabs, and becomes a tenant like the one it was copied from', async ({
  browser,
  page,
}) => {
  test.setTimeout(180_000);
  const [model, tenant] = [fresh('Maple'), fresh('Rowan')];
  await asOperator(browser, page);
  await makeTenant(page, model, {
    permissions: [{ key: 'campaign', value: false }],
    capabilities: [{ key: 'widgets', quantity: 9 }],
  });

  await test.step('it begins with what another tenant has', async () => {
    await open(page, `${stack.console}/tenants/new`);
    await page.getByLabel('A copy of a tenant').check();
    await page.getByLabel('Tenant', { exact: true }).fill('nobody-of-this-name');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByRole('alert')).toContainText('nobody-of-this-name');
    await page.getByLabel('Tenant', { exact: true }).fill(model.slug);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByText('Made from the tenant')).toContainText(model.companyName);
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
  });
  const first = page.url();

  await test.step('what is typed and never sent is there in the next browser', async () => {
    await page.getByLabel('Company name').fill(tenant.companyName);
    await page.close({ runBeforeUnload: true });
  });
  const context = await browser.newContext({ locale: 'en-GB' });
  const later = await context.newPage();
  await asOperator(browser, later);
  await open(later, `${stack.console}/tenants`);
  await later.getByRole('link', { name: 'Continue' }).click();
  await later.getByRole('link', { name: tenant.companyName, exact: true }).click();
  await later.getByRole('link', { name: 'Company' }).click();
  await expect(later).toHaveURL(first);
  await expect(later.getByLabel('Company name')).toHaveValue(tenant.companyName);

  await test.step('two tabs see what the other one saved, and nothing is lost unasked', async () => {
    await awake(later);
    const other = await context.newPage();
    await open(other, first);
    await fillCompany(other, tenant);
    await next(other, 'Administrator');
    await other.close();
    await later.getByLabel('Employees').selectOption('51-200');
    await later.getByRole('button', { name: 'Next', exact: true }).click();
    const conflict = later.getByRole('alert', { name: 'This draft was changed elsewhere' });
    await expect(conflict).toBeFocused();
    await expect(conflict.getByRole('row', { name: /Country or region Germany/ })).toBeVisible();
    await conflict.getByRole('link', { name: 'Take what was saved there' }).click();
    await expect(later.getByLabel('Employees')).toHaveValue('1-10');
    await expect(later.getByLabel('Country or region')).toHaveValue('Germany');
    await awake(later);
  });

  await test.step('no step is left out, and one that is left with a fault stays marked', async () => {
    await later.goto(first.replace('company', 'review'));
    await expect(later).toHaveURL(first.replace('company', 'admin'));
    await awake(later);
    await fillAdmin(later, tenant);
    await later.getByLabel('E-mail').fill('nobody');
    await later.getByRole('link', { name: 'Company' }).click();
    await expect(later.getByLabel('Company name')).toBeVisible();
    const steps = later.getByRole('navigation', { name: 'Steps' });
    await expect(steps.getByRole('listitem').nth(1)).toContainText('needs a correction');
    await expect(steps.locator('[aria-current=step]')).toContainText('Company');
    await steps.getByRole('link', { name: 'Administrator' }).click();
    await expect(later.getByRole('alert')).toBeVisible();
    await expect(later.getByLabel('E-mail')).toHaveValue('nobody');
    await later.getByLabel('E-mail').fill(tenant.email);
    await next(later, 'Notification');
  });

  await test.step('the last look marks what is unusual, and keeps it as a template', async () => {
    await toReview(later);
    await expect(later.getByText('1 differs from the defaults.')).toBeVisible();
    const limits = later.locator('div').filter({ has: later.getByText('Chat widgets', { exact: true }) });
    await expect(limits.last()).toContainText('9 · Default (3)');
    await expect(later.getByRole('row', { name: /^Tenants 1/ })).toBeVisible();
    await expect(later.getByText('There is no contract')).toBeVisible();
    await later.getByRole('link', { name: 'Save as template' }).click();
    await later.getByLabel('Name', { exact: true }).fill(`Set of ${tenant.slug}`);
    await later.getByRole('button', { name: 'Save template' }).click();
    await expect(later.getByText('The template was saved.')).toBeVisible();
    await createButton(later).click();
    await expect(later.getByText('The tenant was created')).toBeVisible();
    await expect(later.getByText('Nothing has been changed since.')).toBeVisible();
  });

  await test.step('the template is renamed and removed', async () => {
    await open(later, `${stack.console}/tenants/templates`);
    const menu = later.getByRole('button', { name: `Actions for Set of ${tenant.slug}` });
    await menu.click();
    await later.getByRole('link', { name: 'Rename' }).click();
    await later.getByLabel('Name', { exact: true }).fill(`Better set of ${tenant.slug}`);
    await later.getByRole('button', { name: 'Save' }).click();
    await expect(later.getByText('The template was renamed.')).toBeVisible();
    await later.getByRole('button', { name: `Actions for Better set of ${tenant.slug}` }).click();
    await later.getByRole('link', { name: 'Remove' }).click();
    await later.getByRole('button', { name: 'Remove' }).click();
    await expect(later.getByText('The template was removed.')).toBeVisible();
  });
  await context.close();
});

test('many tenants are tried out and then created from a file, each row with its result', async ({
  browser,
  page,
}) => {
  const [one, two] = [fresh('Alder'), fresh('Aspen')];
  await asOperator(browser, page);
  await open(page, `${stack.console}/tenants/new/many`);
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByRole('alert')).toContainText('Choose a file.');
  const columns =
    'companyName,slug,size,country,timeZone,language,admin.username,admin.firstName,admin.lastName,admin.email';
  const line = ({ companyName, slug, email }: typeof one, country: string) =>
    [companyName, slug, '1-10', country, 'Europe/Berlin', 'de', 'greta', 'Greta', 'Lind', email].join(',');
  const file = [columns, line(one, 'DE'), line(two, 'Atlantis')].join('\n');
  await page
    .getByLabel('CSV or JSON Lines')
    .setInputFiles({ name: 'tenants.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByRole('row', { name: new RegExp(one.companyName) })).toContainText('Can be created');
  await expect(page.getByRole('row', { name: new RegExp(two.companyName) })).toContainText('Refused');
  await page.getByRole('button', { name: 'Create 1 tenant' }).click();
  await expect(page.getByRole('row', { name: new RegExp(one.companyName) })).toContainText('Created');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download results' }).click();
  const results = readFileSync(await (await download).path(), 'utf8');
  expect(results).toContain(`${one.companyName},${one.slug},created`);
  expect(results).toContain(`${two.companyName},${two.slug},failed`);
  await page.getByRole('link', { name: one.companyName }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.companyName);
});
