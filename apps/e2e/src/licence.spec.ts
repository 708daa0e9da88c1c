import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { asOperator, open } from './people';
import { stack } from './stack';

/** Licences of one id, each newer than the one before. */
const id = `e2e-${Date.now()}`;
/** AI agents keep the bound that they had: another journey uses that pool up. */
const everything = [
  'agents=unlimited',
  'ai_agents=20',
  'ai_tenants=unlimited',
  'tenants=unlimited',
  'workflow_triggers=unlimited',
].flatMap((pool) => ['--pool', pool]);

async function issue(version: number, ...more: string[]): Promise<string> {
  const words = ['licence', 'issue', '--key', stack.issuer, '--id', id, '--version', String(version)];
  const grants = ['--customer', 'Journey Platforms', '--valid-to', 'never', ...more];
  const { env, program } = stack.cli;
  const run = promisify(execFile)(process.execPath, [program, ...words, ...grants], {
    env: { ...process.env, ...env },
  });
  return (await run).stdout;
}

async function show(page: Page, licence: string) {
  await page.getByLabel('Text of the licence').fill(licence);
  await page.getByRole('button', { name: 'Show what it changes' }).click();
}

test('an operator sees what a licence changes, and then puts it in force', async ({ browser, page }) => {
  await asOperator(browser, page);
  await open(page, `${stack.console}/licence`);

  await test.step('what is no licence is refused with a reason', async () => {
    await show(page, 'not a licence');
    await expect(page.getByRole('alert')).toContainText('This is not a licence.');
    await expect(page.getByLabel('Text of the licence')).toHaveValue('not a licence');
  });

  await test.step('pasted, previewed, accepted', async () => {
    // In lines, as a mail brings it.
    await show(page, (await issue(1, ...everything)).replace(/.{70}/g, '$&\n'));
    const preview = page.locator('#changes');
    await expect(preview.getByText('Journey Platforms')).toBeVisible();
    await expect(preview.getByRole('row', { name: /^Agents/ })).toContainText('Unlimited');
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await expect(page.getByText('The licence is in force.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('Valid');
    await expect(page.getByText('Evaluation licence')).toHaveCount(0);
    await expect(page.locator('#history').getByText(`${id} · version 1`)).toBeVisible();
  });

  await test.step('a smaller one, from a file, shows what is allocated beyond it', async () => {
    const buffer = Buffer.from(await issue(2, '--pool', 'tenants=1', '--features', 'conversation'));
    await page
      .getByLabel('File', { exact: false })
      .setInputFiles({ name: 'small.licence', mimeType: 'text/plain', buffer });
    await expect(page.getByLabel('Text of the licence')).not.toHaveValue('');
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await expect(page.getByText('More is allocated than this licence grants')).toBeVisible();
    const tenants = page.locator('#changes').getByRole('row', { name: /^Tenants Unlimited/ });
    await expect(tenants).toContainText(/\d+ beyond the licence/);
    // Twice: the second time it leads to where one is.
    for (const grants of [everything, ['--pool', 'tenants=1']]) {
      await page.getByRole('link', { name: 'Choose another' }).click();
      await expect(page.getByText('Nothing has changed yet.')).toHaveCount(0);
      await show(page, await issue(2, ...grants));
      await expect(page.getByText('Nothing has changed yet.')).toBeVisible();
    }
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a licence is installed from its file', async ({ browser, page }) => {
    await asOperator(browser, page);
    await page.goto(`${stack.console}/licence`);
    const buffer = Buffer.from(await issue(3, ...everything));
    await page
      .getByLabel('File', { exact: false })
      .setInputFiles({ name: 'acme.licence', mimeType: 'text/plain', buffer });
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await expect(page.getByText('The licence is in force.')).toBeVisible();
  });
});
