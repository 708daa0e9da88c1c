import { expect, test } from '@playwright/test';
import { stack } from './stack';

test('the console asks a visitor to sign in', async ({ page }) => {
  await page.goto(stack.console);
  await expect(page.locator('input[type="password"]')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', /.+/);
});
