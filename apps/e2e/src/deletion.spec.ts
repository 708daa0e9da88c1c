import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { makeTenant } from './accounts';
import { mailTo } from './mailbox';
import { asOperator, open } from './people';
import { stack, tenantAt } from './stack';
import { fresh } from './tenants';

test('an operator deletes a tenant, thinks again, and then deletes it for good', async ({
  browser,
  page,
}) => {
  const tenant = fresh('Fenwick');
  await asOperator(browser, page);
  const { tenantId } = await makeTenant(page, tenant);
  const row = page.getByRole('row').filter({ hasText: tenant.slug });
  const submit = page.getByRole('button', { name: 'Delete tenant' });

  await test.step('not without its name and a reason', async () => {
    await open(page, `${stack.console}/tenants?q=${tenant.slug}`);
    await row.getByRole('link', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { name: 'What will be erased' })).toBeVisible();
    await expect(page.getByText(`${tenant.slug}.localhost`)).toBeVisible();
    await page.getByLabel('Reason').fill('They left');
    await page.getByLabel('Type the name to confirm').fill('Somebody else');
    await submit.click();
    await expect(page.getByRole('alert')).toContainText('This is not the name shown above.');
    await expect(page.getByLabel('Reason')).toHaveValue('They left');
  });

  await test.step('first with time to think it over', async () => {
    await page.getByLabel('Type the name to confirm').fill(tenant.companyName);
    await submit.click();
    await expect(page.getByText('The tenant is deleted. It can be restored')).toBeVisible();
    const mail = await mailTo(tenant.email, /going to be deleted/);
    expect(mail.text).toContain('All data are erased on');
    await open(page, `${stack.console}/tenants?q=${tenant.slug}`);
    await expect(row).toHaveCount(0);
    await open(page, `${stack.console}/tenants?q=${tenant.slug}&state=deleted`);
    await row.getByRole('button', { name: `Restore ${tenant.companyName}` }).click();
    await expect(page.getByText('The tenant is restored.')).toBeVisible();
    await expect(page.getByText('Enabled', { exact: true }).first()).toBeVisible();
  });

  await test.step('then now', async () => {
    await page.getByRole('link', { name: 'Delete tenant' }).click();
    await page.getByRole('radio', { name: 'Now' }).check();
    await page.getByLabel('Reason').fill('They really left');
    await page.getByLabel('Type the name to confirm').fill(tenant.companyName);
    await submit.click();
    await expect(page.getByText('The tenant is being erased.')).toBeVisible();
    await mailTo(tenant.email, /is deleted on/);
    const visitor = await (await browser.newContext()).newPage();
    await expect(async () => {
      expect((await visitor.goto(tenantAt(tenant.slug)))!.status()).toBe(404);
    }).toPass();
  });

  await test.step('and takes the proof along', async () => {
    const stone = page.getByRole('row').filter({ hasText: tenantId });
    await expect(async () => {
      await open(page, `${stack.console}/tenants/erased`);
      await expect(stone).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      stone.getByRole('button', { name: 'Download proof' }).click(),
    ]);
    const proof = readFileSync(await file.path(), 'utf8');
    expect(JSON.parse(proof)).toMatchObject({ tombstone: { tenantId, mode: 'now', rows: { users: 1 } } });
    expect(proof).not.toContain(tenant.slug);
  });
});
