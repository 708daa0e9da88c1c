import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { FormResult } from '#lib/forms';
import { keyStates, lifetimes, overlaps, splitSlugs, type KeysView } from '#lib/keys/keys';
import { currentCursor, here } from '#lib/paging';
import { may } from '#lib/rights';
import { wallToInstant } from '#lib/zones';
import type { Api } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import type { Keyring } from '#lib/server/keyring';
import { tenantCalled } from '#lib/server/tenants';
import { m } from '#messages';

const limit = 50;
const DAY = 86_400_000;

/** A list of keys as its address asks for it. */
export async function keysPage(event: RequestEvent, keyring: Keyring): Promise<KeysView> {
  const { locals, url } = event;
  const search = url.searchParams.get('q')?.trim() ?? '';
  const state = keyStates.find((one) => one === url.searchParams.get('state'));
  const [list, scopes] = await Promise.all([
    keyring.list({ search: search || undefined, state, cursor: currentCursor(url), limit }),
    keyring.scopes(),
  ]);
  const mayChange = may(locals.surface, locals.who!.role, 'change');
  return { level: keyring.level, ...list, filter: { search, state: state ?? '' }, scopes, mayChange };
}

/** The verbs of a list of keys. A secret comes back with the form and is never asked for again. */
export function keyActions(keyringOf: (event: RequestEvent) => Keyring) {
  const told = (form: string, name: string, secret: string): FormResult => ({
    form,
    secret: { name, value: secret },
  });
  const verb =
    (form: string, done: string, act: (keyring: Keyring, keyId: string, sent: Sent) => Promise<unknown>) =>
    async (event: RequestEvent) => {
      const sent = await Sent.read(form, event.request);
      if (form === 'rename') sent.required('name', 100);
      if (form === 'revoke') sent.repeats('typed', 'expected');
      const { failure } = await sent.attempt(() => act(keyringOf(event), sent.text('who'), sent));
      if (failure) return failure;
      redirect(303, here(event.url, { done }));
    };
  return {
    create: async (event: RequestEvent) => {
      const sent = await Sent.read('create', event.request);
      const keyring = keyringOf(event);
      const key = {
        name: sent.required('name', 100),
        scopes: scopesIn(sent, await keyring.scopes()),
        expiresAt: endIn(sent, event.locals.who!.timeZone),
        tenants: keyring.level === 'platform' ? await tenantsIn(sent, event.locals.api) : ('all' as const),
      };
      const { failure, value } = await sent.attempt(() => keyring.create(key), {
        expiry_out_of_range: 'expiresOn',
      });
      return failure ?? told('create', key.name, value!.secret);
    },
    rotate: async (event: RequestEvent) => {
      const sent = await Sent.read('rotate', event.request);
      const hours = Number(sent.oneOf('overlap', overlaps));
      // a minute less than asked: the clock that decides is another one, and the longest choice is the longest allowed
      const until = hours === 0 ? null : new Date(Date.now() + hours * 3_600_000 - 60_000).toISOString();
      const { failure, value } = await sent.attempt(() =>
        keyringOf(event).rotate(sent.text('who'), sent.text('replaces'), until),
      );
      return failure ?? told('rotate', sent.text('name'), value!.secret);
    },
    rename: verb('rename', 'key_renamed', (keyring, id, sent) => keyring.rename(id, sent.text('name'))),
    end: verb('end', 'overlap_ended', (keyring, id) => keyring.endOverlap(id)),
    revoke: verb('revoke', 'key_revoked', (keyring, id) => keyring.revoke(id)),
  };
}

function scopesIn(sent: Sent, known: string[]): string[] {
  const chosen = known.filter((scope) => sent.is(`scope.${scope}`));
  if (chosen.length === 0) sent.wrong('scopes', m.refused_scopes_missing());
  return chosen;
}

/** A last day is included: the key ends where the next one begins. */
function endIn(sent: Sent, zone: string): string | null {
  const lifetime = sent.oneOf('lifetime', lifetimes);
  if (lifetime === 'never') return null;
  if (lifetime !== 'day') return new Date(Date.now() + Number(lifetime) * DAY).toISOString();
  const day = sent.required('expiresOn');
  const begins = wallToInstant(day, zone);
  if (!begins || day.length !== 10) {
    sent.wrong('expiresOn', m.error_day());
    return null;
  }
  const after = new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return wallToInstant(after, zone);
}

async function tenantsIn(sent: Sent, api: Api): Promise<'all' | string[]> {
  if (sent.oneOf('covers', ['all', 'chosen']) === 'all') return 'all';
  const slugs = splitSlugs(sent.required('tenants', 20_000));
  const found = await Promise.all(slugs.slice(0, 500).map((slug) => tenantCalled(api, slug)));
  const unknown = slugs.find((_, index) => !found[index]);
  if (unknown) sent.wrong('tenants', m.error_tenant_unknown({ name: unknown }));
  return found.filter((id) => id !== undefined);
}
