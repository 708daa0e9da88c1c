import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { linkIn, mailTo } from './mailbox';
import { asOperator, awake, open } from './people';
import { stack, tenantAt } from './stack';
import { fresh, type Fresh } from './tenants';

export const password = 'a fine long password';

/**
 * One procedure, called as whoever is signed in on the page or as nobody: what leads up to a journey takes a
 * moment instead of pages of its own.
 */
export async function call<T>(origin: string, procedure: string, input: unknown, by?: Page): Promise<T> {
  const cookies = (await by?.context().cookies(origin)) ?? [];
  const token = cookies.find(({ name }) => name === 'access')?.value;
  const { hostname, port } = new URL(stack.api);
  const headers = {
    host: new URL(origin).host,
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request({ hostname, port, path: `/trpc/${procedure}`, method: 'POST', headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part: string) => (text += part));
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on('error', reject).end(JSON.stringify(input));
  });
  return (JSON.parse(answer) as { result: { data: T } }).result.data;
}

/** A member of staff whom no other journey knows. */
export async function freshOperator() {
  const { email } = fresh('Staff');
  const options = { env: { ...process.env, ...stack.cli.env } };
  const words = ['operators', 'create', '--email', email, '--name', 'Mara Ostrowski'];
  const { stdout } = await promisify(execFile)(process.execPath, [stack.cli.program, ...words], options);
  const made = /(\w{4}-){4}\w{4}/.exec(stdout);
  if (!made) throw new Error(`no password in: ${stdout}`);
  return { login: email, password: made[0] };
}

/** A tenant without the pages that make one, by whoever is signed in on the page. */
export const makeTenant = (page: Page, { email, ...tenant }: Fresh, more: Record<string, unknown> = {}) =>
  call<{ tenantId: string }>(
    stack.console,
    'tenants.create',
    {
      ...tenant,
      idempotencyKey: `journey-${tenant.slug}`,
      size: '1-10',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      language: 'en',
      notification: 'activation_link',
      managedHost: true,
      admin: { username: 'greta', firstName: 'Greta', lastName: 'Lindqvist', email },
      ...more,
    },
    page,
  );

/** A draft with every step but the last behind it; its address is what the steps' names follow. */
export async function filledDraft(page: Page): Promise<string> {
  const { email, ...tenant } = fresh('Larch');
  const steps = {
    company: { ...tenant, size: '1-10', country: 'DE', timeZone: 'Europe/Berlin', language: 'en' },
    admin: { username: 'greta', firstName: 'Greta', lastName: 'Lindqvist', email },
    notification: { notification: 'login_information' },
    hosts: { managedHost: true },
    permissions: { changes: [{ key: 'campaign', value: false }] },
    capabilities: { changes: [{ key: 'agents', quantity: 7 }] },
    subscription: {
      type: 'session',
      sessionDuration: 60,
      startsAt: '2026-01-01',
      endsAt: null,
      licences: 10,
    },
  };
  type Draft = { id: string; version: number };
  let draft = await call<Draft>(stack.console, 'drafts.start', {}, page);
  for (const [step, values] of Object.entries(steps)) {
    const { id: draftId, version } = draft;
    draft = await call<Draft>(stack.console, 'drafts.save', { draftId, version, step, values }, page);
  }
  return `${stack.console}/tenants/new/${draft.id}`;
}

/** The admin of a tenant of their own, who has set a password. */
export async function freshAdmin(browser: Browser, page: Page) {
  const tenant = fresh('Juniper');
  const { email } = tenant;
  const at = tenantAt(tenant.slug);
  await asOperator(browser, page);
  await makeTenant(page, tenant);
  const token = new URL(linkIn(await mailTo(email, /./), '/activate')).searchParams.get('token');
  await call(at, 'auth.activate', { token, password });
  return { at, login: 'greta', email, password };
}

/** Through the pages of the second step that come one after the other; what is to be seen there is `look`ed at. */
export async function walkTwoStep(
  page: Page,
  appCode: (key: string, now: Date) => string,
  look: () => Promise<void>,
) {
  const person = await freshOperator();
  const now = new Date();
  const send = () => page.locator('main form .primary').first().click();
  const see = async (address: RegExp) => {
    await page.waitForURL(address);
    await awake(page);
    await look();
  };
  const signIn = async () => {
    await page.goto(`${stack.console}/sign-in`);
    await page.locator('[name=login]').fill(person.login);
    await page.locator('[name=password]').fill(person.password);
    await send();
  };
  await signIn();
  await page.waitForURL(/tenants/);
  await page.goto(`${stack.console}/two-step`);
  await send();
  await see(/begin/);
  const key = (await page.locator('.key code').innerText()).replaceAll(' ', '');
  await page.locator('[name=code]').fill(appCode(key, now));
  await send();
  await see(/confirm/);
  for (const path of ['/account/security', '/account/security?ask=switch-off', '/recovery-codes']) {
    await open(page, stack.console + path);
    await look();
  }
  await page.context().clearCookies({ name: 'session' });
  await page.context().clearCookies({ name: 'access' });
  await signIn();
  await see(/sign-in\/code/);
  await open(page, `${stack.console}/sign-in/code?with=recovery`);
  await look();
}
