import { expect, test } from '@playwright/test';
import { makeTenant } from './accounts';
import { asOperator, open, tenantPage } from './people';
import { stack, tenantAt } from './stack';
import { activated, choose, inviteUser, operatorAs, row } from './staff';
import { fresh } from './tenants';

test('a supervisor is invited, sees less than an admin, and is out as soon as she is disabled', async ({
  browser,
  page,
}) => {
  test.setTimeout(180_000);
  const tenant = fresh('Willow');
  const at = tenantAt(tenant.slug);
  const person = {
    firstName: 'Noor',
    lastName: 'Haddad',
    email: `noor+${tenant.slug}@willow.test`,
    role: 'Supervisor',
  };

  await test.step('an operator invites her', async () => {
    await asOperator(browser, page);
    const { tenantId } = await makeTenant(page, tenant);
    await open(page, `${stack.console}/tenants/${tenantId}`);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await inviteUser(page, person);
    await expect(row(page, person.email)).toContainText('Invited');
    await expect(row(page, person.email)).toContainText('Supervisor');
    await expect(row(page, person.email)).toContainText(`noor.${tenant.slug}`);
  });

  const visitor = await activated(browser, tenant.slug, person.email);
  await test.step('she sees the subscription, but neither users nor keys', async () => {
    await expect(visitor.getByText('Welcome, Noor Haddad.')).toBeVisible();
    const menu = visitor.getByRole('navigation', { name: 'Main menu' });
    await expect(menu.getByRole('link', { name: 'Subscription' })).toBeVisible();
    await expect(menu.getByRole('link', { name: /Users|API keys/ })).toHaveCount(0);
    for (const path of ['/settings/users', '/settings/keys'])
      expect((await visitor.goto(at + path))?.status()).toBe(403);
  });

  await test.step('the last admin stays, and the page says why', async () => {
    await page.reload();
    await open(page, page.url());
    await expect(row(page, person.email)).toContainText('Active');
    await page.getByRole('button', { name: 'Actions for Greta Lindqvist' }).click();
    const menu = page.locator('[popover]:popover-open');
    await expect(menu).toContainText('This is the only administrator left.');
    await expect(menu.getByRole('link', { name: /Remove|Disable|Change role/ })).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  await test.step('her role changes without a new sign-in', async () => {
    await choose(page, 'Noor Haddad', 'Change role …');
    await page.getByRole('dialog').getByLabel('Agent', { exact: true }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click();
    await expect(page.getByText('The role was changed.')).toBeVisible();
    await expect(row(page, person.email)).toContainText('Agent');
    await open(visitor, at);
    await expect(visitor.getByText('Welcome, Noor Haddad.')).toBeVisible();
  });

  await test.step('disabled, she is signed out; the way back is offered', async () => {
    await choose(page, 'Noor Haddad', 'Disable …');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
    await expect(page.getByText('The account was disabled.')).toBeVisible();
    await expect
      .poll(async () => (await visitor.goto(at), visitor.url()), { timeout: 6_000 })
      .toContain('/sign-in');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('The account was enabled.')).toBeVisible();
    await expect(row(page, person.email)).toContainText('Active');
  });

  await test.step('removing her asks for the name', async () => {
    await choose(page, 'Noor Haddad', 'Remove …');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type the name to confirm').fill('Noor');
    await dialog.getByRole('button', { name: 'Remove account' }).click();
    await expect(dialog.getByRole('alert')).toContainText('not the name shown');
    await dialog.getByLabel('Type the name to confirm').fill('noor haddad');
    await dialog.getByRole('button', { name: 'Remove account' }).click();
    await expect(page.getByText('The account was removed.')).toBeVisible();
    await expect(row(page, person.email)).toHaveCount(0);
  });
  await visitor.context().close();
});

test('a list of people is searched, narrowed, sorted and walked by its address alone', async ({
  browser,
  page,
}) => {
  test.setTimeout(120_000);
  const tenant = fresh('Orchard');
  await asOperator(browser, page);
  const { tenantId } = await makeTenant(page, tenant);
  await open(page, `${stack.console}/tenants/${tenantId}`);
  const users = `${new URL(page.url()).origin}${new URL(page.url()).pathname}/users`;
  await open(page, users);
  await page.evaluate(async () => {
    for (let number = 1; number <= 52; number++) {
      const two = String(number).padStart(2, '0');
      const person = {
        firstName: 'Member',
        lastName: two,
        email: `member${two}@orchard.test`,
        role: 'member',
      };
      await fetch('?/invite', { method: 'POST', body: new URLSearchParams(person) });
    }
  });

  await open(page, users);
  await expect(page.getByText('53 people')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(50);
  await page.getByRole('link', { name: 'Next', exact: true }).click();
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await expect(page.locator('tbody tr').last()).toContainText('Member 52');
  await page.getByRole('link', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=-name$/);
  await expect(page.locator('tbody tr').first()).toContainText('Member 52');

  await page.getByRole('searchbox').fill('member 4');
  await expect(page).toHaveURL(/q=member/);
  await expect(page.getByText('10 people')).toBeVisible();
  await page.getByLabel('Role').selectOption('Administrator');
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('member 4');
  await expect(page.getByLabel('Role')).toHaveValue('admin');
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page.getByText('53 people')).toBeVisible();
});

test('support sees and sends again, an auditor reads logs, and neither is offered more', async ({
  browser,
  page,
}) => {
  await asOperator(browser, page);
  const tenant = await tenantPage(page, 'harborline');
  const mark = Math.random().toString(36).slice(2, 8);

  const support = await operatorAs(browser, 'support', `support-${mark}@tenantry.test`);
  await open(support, `${tenant}/users`);
  await expect(support.getByRole('link', { name: 'Invite user' })).toHaveCount(0);
  await expect(support.getByRole('link', { name: 'Disable …' })).toHaveCount(0);
  await open(support, `${stack.console}/keys`);
  await expect(support.getByText('Demo services')).toBeVisible();
  await expect(support.getByRole('link', { name: 'Create key' })).toHaveCount(0);
  await support.context().close();

  const auditor = await operatorAs(browser, 'auditor', `auditor-${mark}@tenantry.test`);
  const menu = auditor.getByRole('navigation', { name: 'Main menu' });
  await expect(menu.getByRole('link', { name: 'Operators' })).toHaveCount(0);
  expect((await auditor.goto(`${stack.console}/operators`))?.status()).toBe(403);
  await open(auditor, tenant);
  await expect(auditor).toHaveURL(`${tenant}/log`);
  await open(auditor, `${stack.console}/log?type=user`);
  await auditor.getByRole('link', { name: 'Operator created' }).first().click();
  await expect(auditor.getByRole('region', { name: 'What changed' })).toContainText(`auditor-${mark}@`);
  await auditor.context().close();
});
