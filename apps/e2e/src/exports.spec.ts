import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import { createTenantryClient } from '@tenantry/client';
import { fromBufferPromise } from 'yauzl';
import { freshAdmin } from './accounts';
import { linkIn, mailTo } from './mailbox';
import { asOperator, open, signedIn, tenantPage } from './people';
import { stack } from './stack';

/** The files of an archive, each of them what its manifest says. */
async function unpacked(path: string): Promise<Map<string, string>> {
  const archive = await fromBufferPromise(readFileSync(path));
  const files = new Map<string, Buffer>();
  for await (const entry of archive.eachEntry())
    files.set(entry.fileName, await buffer(await archive.openReadStreamPromise(entry)));
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
    files: { name: string; sha256: string }[];
  };
  for (const { name, sha256 } of manifest.files)
    expect(createHash('sha256').update(files.get(name)!).digest('hex'), name).toBe(sha256);
  return new Map([...files].map(([name, bytes]) => [name, bytes.toString()]));
}

test('an operator takes along everything a tenant owns', async ({ browser, page }) => {
  await asOperator(browser, page);
  const tenant = await tenantPage(page, 'harborline');
  await open(page, tenant);
  await page.getByRole('link', { name: 'Exports' }).click();
  await page.getByRole('button', { name: 'Export everything' }).click();
  await expect(page.getByRole('progressbar', { name: 'An export is being made' })).toBeVisible();
  // Leaving the page ends nothing.
  await open(page, `${stack.console}/tenants`);
  await open(page, `${tenant}/exports`);
  const row = page.getByRole('row').filter({ hasText: 'Ready' });
  await expect(row).toHaveCount(1, { timeout: 60_000 });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('button', { name: /Download/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^harborline-\d{4}-\d\d-\d\d\.zip$/);
  const files = await unpacked(await file.path());
  expect(files.get('users.jsonl')).toContain('admin@harborline.test');
  expect(files.get('conversations.jsonl')!.split('\n').length).toBeGreaterThan(1_000);

  await row.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('link', { name: 'Remove …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove export' }).click();
  await expect(page.getByText('The export was removed.')).toBeVisible();
  await expect(page.getByText('No exports yet')).toBeVisible();
});

test('an admin takes along what is theirs, then forgets a person who asked for it', async ({
  browser,
  page,
}) => {
  const admin = await freshAdmin(browser, page);
  const client = createTenantryClient({ url: stack.api, apiKey: stack.demoKey! });
  const user = { reference: 'crm-4711', name: 'Erika Beispiel', email: 'erika@mail.test', role: 'Customer' };
  const { results } = await client.conversations.report.mutate({
    conversations: [
      {
        ...{ tenant: new URL(admin.at).hostname.split('.')[0]!, id: 'talk-1', channel: 'chat', user },
        ...{ initiatedBy: 'end_user', party: 'agent', agentName: 'Anna', subject: 'Erika’s invoice' },
        startedAt: new Date(Date.now() - 60_000).toISOString(),
      },
    ],
  });
  expect(results).toEqual([{ outcome: 'recorded' }]);
  await signedIn(page, admin.at, admin);

  await open(page, admin.at);
  await page.getByRole('link', { name: 'Your data' }).click();
  await page.getByRole('button', { name: 'Export everything' }).click();
  await expect(page.getByText('The export is ready.')).toBeVisible({ timeout: 60_000 });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).first().click(),
  ]);
  expect((await unpacked(await file.path())).get('people.jsonl')).toContain('Erika Beispiel');
  expect(linkIn(await mailTo(admin.email, /ready to download/), '/settings/exports')).toContain(admin.at);

  await open(page, `${admin.at}/conversations/talk-1`);
  await page.getByRole('link', { name: 'Erase this person …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Asked for by letter');
  await dialog.getByRole('button', { name: 'Erase person' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Type the name to confirm').fill('Erika Beispiel');
  await dialog.getByRole('button', { name: 'Erase person' }).click();
  await expect(page.getByText('The person was erased.')).toBeVisible();
  for (const path of ['/conversations/talk-1', '/conversations', '/sessions', '/settings/exports', '/log']) {
    await open(page, admin.at + path);
    await expect(page.getByText(/Erika|crm-4711/), path).toHaveCount(0);
  }
  await expect(page.getByText('Person erased')).toBeVisible();
  await open(page, `${admin.at}/settings/exports`);
  await expect(page.getByText('No exports yet')).toBeVisible();
});
