import { expect, test } from '@playwright/test';
import { asAdminOf, demoAdmin, open, operator, signIn, signedIn } from './people';
import { ask } from './raw';
import { stack, tenantAt } from './stack';

const harborline = tenantAt('harborline');
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('an unknown host gets a neutral 404', async () => {
  const answer = await ask(tenantAt('no-such-tenant'));
  expect(answer.status).toBe(404);
  expect(answer.body).toContain('There is nothing here');
  expect(answer.body).not.toMatch(/tenant/i);
});

test('a malformed Host header gets a 400, whatever path it tries to smuggle in', async () => {
  const malformed = [
    'harborline.localhost/settings?',
    'harborline.localhost#',
    'user@harborline.localhost',
    'harborline..localhost',
    '-harborline.localhost',
    '127.0.0.1',
    '127.1',
    '2130706433',
    'harborline.localhost:99999',
    '[::1]',
    '',
  ];
  for (const host of malformed) {
    const { status } = await ask(`${harborline}/sign-in`, { host });
    expect(`${host} ${status}`).toBe(`${host} 400`);
  }
});

test('a host is one however it is written', async () => {
  const port = new URL(stack.console).port;
  for (const host of [`HARBORLINE.localhost:${port}`, `harborline.localhost.:${port}`])
    expect((await ask(`${harborline}/sign-in`, { host })).body).toContain('Harborline');
});

test('a disabled tenant’s host shows a neutral notice', async ({ page }) => {
  const answer = await page.goto(tenantAt('nordlicht'));
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading')).toHaveText('Zurzeit nicht verfügbar');
  await expect(page.locator('input')).toHaveCount(0);
});

test('the session of one tenant is worth nothing on another’s host, on the shared host and in the console', async ({
  browser,
  page,
}) => {
  await asAdminOf(browser, page, 'harborline');
  await open(page, `${harborline}/log`);
  const cookie = (await page.context().cookies(harborline))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  expect((await ask(`${harborline}/log`, { headers: { cookie } })).status).toBe(200);
  for (const elsewhere of [tenantAt('qamar'), stack.platform, stack.console]) {
    const answer = await ask(`${elsewhere}/log`, { headers: { cookie } });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toContain('/sign-in');
  }
});

test('an operator’s account opens no tenant, and a tenant’s admin no console', async ({ page }) => {
  await signIn(page, harborline, operator);
  await expect(page.getByRole('alert')).toContainText('do not match an account');
  await signIn(page, stack.console, demoAdmin);
  await expect(page.getByRole('alert')).toContainText('do not match an account');
});

test('the shared host takes the short name or the company name, and never says which exists', async ({
  page,
}) => {
  await signIn(page, stack.platform, { ...demoAdmin, company: 'No Such Company' });
  const unknown = await page.getByRole('alert').innerText();
  await signIn(page, stack.platform, { ...demoAdmin, company: 'harborline', password: 'not the password' });
  expect(await page.getByRole('alert').innerText()).toBe(unknown);
  await expect(page.getByLabel('Company')).toHaveValue('harborline');

  await signedIn(page, stack.platform, { ...demoAdmin, company: 'harborline' });
  await expect(page.getByRole('link', { name: /Harborline/ })).toBeVisible();
  await page.context().clearCookies();
  const name = (await ask(`${harborline}/sign-in`)).body.match(/<title>[^·]*· ([^<]*)<\/title>/)![1]!;
  await signedIn(page, stack.platform, { ...demoAdmin, company: name.toUpperCase() });
  await expect(page.getByRole('link', { name })).toBeVisible();
});

test('the console’s pages do not exist on a tenant’s host', async ({ browser, page }) => {
  await asAdminOf(browser, page, 'harborline');
  for (const path of ['/tenants', '/console/tenants', '/tenants/new'])
    expect((await page.goto(`${harborline}${path}`))?.status()).toBe(404);
});

test('a change sent from another tenant’s page is refused', async () => {
  const body = 'login=admin&password=x';
  const rivals: Record<string, string>[] = [
    { origin: tenantAt('qamar'), 'sec-fetch-site': 'same-site' },
    { origin: harborline, 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
    {},
  ];
  for (const path of ['/sign-in', '/sign-out', '/preferences'])
    for (const rival of rivals) {
      const answer = await ask(`${harborline}${path}`, {
        method: 'POST',
        headers: { ...form, ...rival },
        body,
      });
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
});

test('a return path never leads to another host', async ({ page }) => {
  await page.goto(`${harborline}/sign-in?next=//evil.example/x`);
  await page.locator('[name=login]').fill(demoAdmin.login);
  await page.locator('[name=password]').fill(demoAdmin.password);
  await page.locator('main form .primary').click();
  await expect(page).toHaveURL(`${harborline}/`);
});

test('cookies are for this host and for no script, and pages are for no cache and no frame', async ({
  page,
}) => {
  await signedIn(page, harborline, demoAdmin);
  const cookies = await page.context().cookies();
  for (const name of ['session', 'access']) {
    const cookie = cookies.find((one) => one.name === name);
    expect(cookie).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      domain: 'harborline.localhost',
    });
  }
  const { headers } = await ask(`${harborline}/sign-in`);
  const policy = String(headers['content-security-policy']);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['vary']).toContain('Host');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toMatch(/script-src 'self' 'nonce-/);
  expect(policy).not.toContain('unsafe-inline');
});

test('signing out ends the session for good', async ({ page }) => {
  await signedIn(page, harborline, demoAdmin);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await open(page, harborline);
  await page.locator('summary:visible').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  expect((await ask(`${harborline}/log`, { headers: { cookie } })).status).toBe(303);
});
