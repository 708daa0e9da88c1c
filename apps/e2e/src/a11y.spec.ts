import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { appCode } from '@tenantry/second-factors/test';
import { filledDraft, walkTwoStep } from './accounts';
import { asAdminOf, asOperator, open, speak, tenantPage } from './people';
import { stack, tenantAt } from './stack';

test.describe.configure({ mode: 'parallel' });

type Rules = 'all' | 'contrast' | 'but contrast';

async function faultsOf(page: Page, rules: Rules) {
  const axe = new AxeBuilder({ page })
    // one row of a table is like the next
    .exclude('tbody tr:nth-child(n + 4)');
  if (rules === 'contrast') axe.withRules(['color-contrast', 'link-in-text-block']);
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']);
  if (rules === 'but contrast') axe.disableRules(['color-contrast']);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 160))
        .join(' | ')}`,
  );
}

/** Colours that fade into each other would be measured half-way: ends what has an end. */
const endFades = `for (const one of document.getAnimations())
  if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish();`;

/** The page as it stands: light, then dark for its colours alone. How narrow it may be is i18n.spec's walk. */
async function checkHere(page: Page) {
  expect.soft(await faultsOf(page, 'all'), `light: ${page.url()}`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(endFades);
  expect.soft(await faultsOf(page, 'contrast'), `dark: ${page.url()}`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Neither another language nor its direction has other colours. */
async function checkHereInArabic(page: Page) {
  expect.soft(await faultsOf(page, 'but contrast'), `Arabic: ${page.url()}`).toEqual([]);
}

const looks = [
  { name: 'light and dark', locale: 'en', here: checkHere },
  { name: 'in Arabic', locale: 'ar', here: checkHereInArabic },
] as const;

for (const { name, locale, here } of looks) {
  let seen = 0;
  const check = async (page: Page, address: string) => {
    // the same markup in another language: every third page tells
    if (locale === 'ar' && seen++ % 3 > 0) return;
    await open(page, address);
    await here(page);
  };

  test.describe(name, () => {
    test.use({
      colorScheme: 'light',
      viewport: { width: 1280, height: 800 },
      contextOptions: { reducedMotion: 'reduce' },
    });

    test('the console can be used by everyone', async ({ browser, page }) => {
      test.setTimeout(360_000);
      await speak(page, stack.console, locale);
      for (const path of [
        '/sign-in',
        '/forgot-password',
        '/reset-password?token=x',
        '/confirm-email?token=x',
      ])
        await check(page, stack.console + path);
      await asOperator(browser, page);
      const tenant = await tenantPage(page, 'harborline');
      const draft = await filledDraft(page);
      for (const address of [
        `${stack.console}/tenants`,
        `${stack.console}/tenants/new`,
        `${draft}/permissions`,
        `${draft}/review`,
        `${stack.console}/tenants/new/many`,
        `${stack.console}/licence`,
        `${stack.console}/requests`,
        `${stack.console}/capabilities`,
        `${stack.console}/permissions`,
        tenant,
        `${tenant}?ask=disable`,
        `${tenant}/profile`,
        `${tenant}/subscription`,
        `${tenant}/subscription?ask=contract`,
        `${tenant}/view-as`,
        `${tenant}/capabilities`,
        `${tenant}/capabilities?edit=limits`,
        `${tenant}/capabilities?ask=boost&who=widgets`,
        `${tenant}/permissions`,
        `${tenant}/roles?ask=add`,
        `${tenant}/sessions`,
        `${tenant}/exports`,
        `${tenant}/log`,
        `${tenant}/delete`,
        `${stack.console}/tenants/erased`,
        `${stack.console}/account?edit=email`,
        `${stack.console}/account/security?edit=password`,
        `${stack.console}/two-step`,
      ])
        await check(page, address);
    });

    test('the second step can be used by everyone', async ({ page }) => {
      await speak(page, stack.console, locale);
      await walkTwoStep(page, appCode, () => here(page));
    });

    test('the portal can be used by everyone', async ({ browser, page }) => {
      test.setTimeout(360_000);
      const at = tenantAt('harborline');
      await speak(page, at, locale);
      await check(page, `${at}/activate?token=used-up-long-ago`);
      await asAdminOf(browser, page, 'harborline');
      for (const path of [
        '/',
        '/settings/subscription?edit=contacts',
        '/settings/company',
        '/settings/capabilities',
        '/settings/capabilities?ask=more&who=disk',
        '/settings/roles',
        '/settings/users',
        '/settings/keys?ask=create',
        '/settings/exports',
        '/settings/support-access',
        '/sessions',
        '/conversations',
        '/log?range=custom',
        '/account',
        '/account/security',
        '/nowhere',
      ])
        await check(page, at + path);
    });
  });
}

test('the keyboard reaches the content first, and opens and leaves a dialog', async ({ browser, page }) => {
  await asOperator(browser, page);
  const tenant = await tenantPage(page, 'harborline');
  await open(page, tenant);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.getByRole('link', { name: 'Disable …' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(tenant);
});

test('no page breaks the policy that forbids foreign scripts and styles', async ({ browser, page }) => {
  const broken: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  await asOperator(browser, page);
  const tenant = await tenantPage(page, 'harborline');
  for (const address of [
    `${stack.console}/tenants/new`,
    tenant,
    `${tenant}/subscription`,
    `${tenant}/sessions`,
  ])
    await open(page, address);
  expect(broken).toEqual([]);
});
