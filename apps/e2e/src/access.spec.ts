import { expect, test, type Browser } from '@playwright/test';
import { appCode } from '@tenantry/second-factors/test';
import { call, freshAdmin, freshOperator, password } from './accounts';
import { linkIn, mailTo } from './mailbox';
import { asOperator, awake, open, signIn, signedIn } from './people';
import { ask } from './raw';
import { stack } from './stack';
import { fresh } from './tenants';

const another = 'another fine password';
const visitorOf = async (browser: Browser) => (await browser.newContext({ locale: 'en-GB' })).newPage();

test('who forgot the password sets a new one by mail, and nobody learns who has an account', async ({
  browser,
  page,
}) => {
  const { at, email, login } = await freshAdmin(browser, page);
  for (const typed of ['nobody@nowhere.test', email]) {
    await open(page, `${at}/sign-in`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    // both pages have a field of this name
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reset your password');
    await page.getByLabel('Username or e-mail').fill(typed);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail');
  }
  const link = linkIn(await mailTo(email, /new password/), '/reset-password');
  for (let look = 0; look < 2; look++) expect((await ask(link)).status).toBe(200);

  await open(page, link);
  await expect(page.getByText(login, { exact: true })).toBeVisible();
  await page.getByLabel('New password').fill('password123');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('among the first passwords');
  await page.getByLabel('New password').fill(another);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your password was changed.')).toBeVisible();
  await expect(page.getByLabel('Username or e-mail')).toHaveValue(login);
  await page.locator('[name=password]').fill(another);
  await page.locator('main form .primary').click();
  await expect(page.getByText('Welcome, Greta Lindqvist.')).toBeVisible();

  await page.goto(link);
  await expect(page.getByText('This link no longer works')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ask for a new link' })).toBeVisible();
});

test('an invited operator sets a password and comes in', async ({ browser, page }) => {
  const { email } = fresh('Invited');
  await asOperator(browser, page);
  await call(stack.console, 'operators.invite', { email, name: 'Noor Haddad', role: 'support' }, page);
  const link = linkIn(await mailTo(email, /invited/), '/activate');

  const visitor = await visitorOf(browser);
  expect((await ask(link)).status).toBe(200);
  await open(visitor, link);
  await expect(visitor.getByText(email)).toBeVisible();
  await visitor.getByLabel('New password').fill(password);
  await visitor.getByRole('button', { name: 'Set password' }).click();
  await expect(visitor.getByText('Your password is set.')).toBeVisible();
  await visitor.locator('[name=password]').fill(password);
  await visitor.locator('main form .primary').click();
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tenants');
  await visitor.context().close();
});

test('two-step sign-in is set up, asked for, got around by a recovery code and switched off', async ({
  browser,
  page,
}) => {
  const person = await freshOperator();
  const now = new Date();
  await signedIn(page, stack.console, person);
  await open(page, `${stack.console}/account/security`);
  await page.getByRole('button', { name: 'Set up' }).click();
  const key = (await page.locator('.key code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Code from the app').fill('12 34');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('alert')).toContainText('Six digits');
  await expect(page.locator('.key code')).toHaveText(key.replace(/(.{4})(?=.)/g, '$1 '));
  const code = appCode(key, now);
  await page.getByLabel('Code from the app').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Switch on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).locator('code');
  await expect(codes).toHaveCount(10);
  const [first = '', second = ''] = await codes.allInnerTexts();
  const download = page.waitForEvent('download');
  await awake(page);
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('recovery-codes.txt');
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 left')).toBeVisible();

  await test.step('by the app, also after a slip', async () => {
    const visitor = await visitorOf(browser);
    await signIn(visitor, stack.console, person);
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
    // the code that switched it on is used up
    await visitor.getByLabel('Code').fill(code);
    await visitor.locator('main form .primary').click();
    await expect(visitor.getByRole('alert')).toContainText('not right, or was used before');
    await visitor.getByLabel('Code').fill(appCode(key, now, 1));
    await visitor.locator('main form .primary').click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tenants');
    await visitor.context().close();
  });

  const visitor = await visitorOf(browser);
  await test.step('by a recovery code; starting again keeps the name', async () => {
    await signIn(visitor, stack.console, person);
    await visitor.getByRole('link', { name: 'Start again' }).click();
    await expect(visitor.getByLabel('E-mail')).toHaveValue(person.login);
    await visitor.locator('[name=password]').fill(person.password);
    await visitor.locator('main form .primary').click();
    await visitor.getByRole('link', { name: 'Use a recovery code' }).click();
    await visitor.getByLabel('Recovery code').fill(first.toUpperCase());
    await visitor.locator('main form .primary').click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Tenants');
  });

  await test.step('switching off needs password and code; then the password is enough', async () => {
    await open(visitor, `${stack.console}/account/security`);
    await expect(visitor.getByText('9 left')).toBeVisible();
    await visitor.getByRole('link', { name: 'Switch off …' }).click();
    const dialog = visitor.getByRole('dialog');
    await dialog.getByLabel('Current password').fill(person.password);
    await dialog.getByLabel('Code of the app').fill(first);
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await expect(dialog.getByRole('alert')).toContainText('was used before');
    await dialog.getByLabel('Current password').fill(person.password);
    await dialog.getByLabel('Code of the app').fill(second);
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await expect(visitor.getByText('Two-step sign-in is off.')).toBeVisible();
    await visitor.context().clearCookies();
    await signedIn(visitor, stack.console, person);
    await visitor.context().close();
  });
});

test('a new address counts once it is confirmed, and the old one is told', async ({ browser, page }) => {
  const { at, login, email } = await freshAdmin(browser, page);
  const next = `new-${email}`;
  await signedIn(page, at, { login, password });
  await open(page, `${at}/account`);
  await page.getByRole('link', { name: 'Change' }).click();
  await page.getByLabel('New address').fill(next);
  await page.getByLabel('Current password').fill('not this one');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('alert')).toContainText('not your current password');
  await expect(page.getByLabel('New address')).toHaveValue(next);
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('A link is on its way to the new address.')).toBeVisible();

  const link = linkIn(await mailTo(next, /Confirm/), '/confirm-email');
  await open(page, link);
  await open(page, `${at}/account`);
  await expect(page.getByText(next)).toHaveCount(0);
  await open(page, link);
  await expect(page.getByText(next)).toBeVisible();
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await expect(page.getByText('Your new address is confirmed')).toBeVisible();
  await open(page, `${at}/account`);
  await expect(page.locator('#email').getByText(next)).toBeVisible();
  await mailTo(email, /was changed/);
});

test('another device is signed out from the list, and a new password signs out the rest', async ({
  browser,
  page,
}) => {
  const person = await freshOperator();
  const [lost, other] = [await visitorOf(browser), await visitorOf(browser)];
  await signedIn(lost, stack.console, person);
  await signedIn(page, stack.console, person);
  await open(page, `${stack.console}/account/security`);
  const rows = page.getByRole('region', { name: 'Where you are signed in' }).locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('This device');
  await rows.last().getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('The device was signed out.')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await lost.goto(`${stack.console}/tenants`);
  await expect(lost).toHaveURL(/\/sign-in/);

  await signedIn(other, stack.console, person);
  await page.getByRole('link', { name: 'Change' }).click();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill(another);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password was changed.')).toBeVisible();
  await other.goto(`${stack.console}/tenants`);
  await expect(other).toHaveURL(/\/sign-in/);
  await lost.context().close();
  await other.context().close();
});

test('one’s own name, language and zone are kept, and the pages follow', async ({ page }) => {
  const person = await freshOperator();
  await signedIn(page, stack.console, person);
  await open(page, `${stack.console}/account`);
  await page.getByLabel('Name').fill('Mara Ost');
  await page.getByLabel('Time zone').fill('Middle/Earth');
  await page.locator('#profile .primary').click();
  await expect(page.getByRole('alert')).toContainText('Choose a time zone from the list.');
  await expect(page.getByLabel('Name')).toHaveValue('Mara Ost');
  await page.getByLabel('Time zone').fill('asia/dubai');
  await page.getByLabel('Language').selectOption('de');
  await page.locator('#profile .primary').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByText('Ihr Profil wurde gespeichert.')).toBeVisible();
  await expect(page.getByLabel('Zeitzone')).toHaveValue('Asia/Dubai');
  await expect(page.locator('summary:visible')).toContainText('Mara Ost');
});
