import { expect, test } from '@playwright/test';
import { call, freshAdmin } from './accounts';
import { linkIn, mailTo } from './mailbox';
import { asOperator, open, signedIn, tenantPage } from './people';
import { stack, tenantAt } from './stack';
import { fresh } from './tenants';

test('an invitation that went to a wrong address is corrected, and only the new one opens', async ({
  browser,
  page,
}) => {
  const { email: wrong, ...tenant } = fresh('Marlow');
  const right = `right-${wrong}`;
  await asOperator(browser, page);
  await call(
    stack.console,
    'tenants.create',
    {
      ...tenant,
      ...{
        idempotencyKey: `journey-${tenant.slug}`,
        size: '1-10',
        country: 'DE',
        timeZone: 'UTC',
        language: 'en',
      },
      admin: { username: 'greta', firstName: 'Greta', lastName: 'Lindqvist', email: wrong },
    },
    page,
  );
  const old = linkIn(await mailTo(wrong, /./), '/activate');

  await open(page, await tenantPage(page, tenant.slug));
  const attention = page.locator('#attention');
  await expect(attention).toContainText('Has never signed in: Greta Lindqvist');
  await expect(attention.getByRole('link', { name: 'No contract is running.' })).toBeVisible();
  await page.getByRole('link', { name: 'Correct address …' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('E-mail')).toHaveValue(wrong);
  await dialog.getByRole('button', { name: 'Correct and send' }).click();
  await expect(dialog.getByRole('alert')).toContainText('This is the address already.');
  await dialog.getByLabel('E-mail').fill(right);
  await dialog.getByRole('button', { name: 'Correct and send' }).click();
  await expect(page.getByText('The address was corrected.')).toBeVisible();

  const link = linkIn(await mailTo(right, /./), '/activate');
  const visitor = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await open(visitor, old);
  await expect(visitor.getByText('This link no longer works')).toBeVisible();
  await open(visitor, link);
  await visitor.locator('[name=password]').fill('a fine long password');
  await visitor.getByRole('button', { name: 'Set password' }).click();
  await expect(visitor.getByText('Your password is set.')).toBeVisible();
});

test('a company moves to another time zone, and two who edit it do not overwrite each other', async ({
  browser,
  page,
}) => {
  const admin = await freshAdmin(browser, page);
  const slug = new URL(admin.at).hostname.split('.')[0]!;
  const tenant = await tenantPage(page, slug);
  await open(page, `${tenant}/profile`);

  const portal = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signedIn(portal, tenantAt(slug), admin);
  await open(portal, `${tenantAt(slug)}/settings/company`);
  const zone = portal.getByLabel('Time zone');
  await expect(zone).toHaveValue('Europe/Berlin');
  // far enough for a day to change its length at any hour
  await zone.fill('pacific/honolulu');
  await portal.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(portal.locator('#effect')).toContainText(/longer|shorter/);
  await portal.getByRole('button', { name: 'Save with this time zone' }).click();
  await expect(portal.getByText('The company was saved.')).toBeVisible();
  await expect(zone).toHaveValue('Pacific/Honolulu');

  await page.getByLabel('Company name').fill('Juniper and Daughters');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody else has saved this meanwhile.');
  await expect(page.locator('main')).toContainText('Pacific/Honolulu');
  await expect(page.getByLabel('Company name')).toHaveValue('Juniper and Daughters');
  await page.getByLabel('Time zone').fill('Pacific/Honolulu');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The company was saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Juniper and Daughters');
  await open(page, `${tenant}/log`);
  await expect(page.getByRole('link', { name: 'Company edited' })).toHaveCount(2);
});
