import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#messages';
import { changesIn } from '#lib/permissions/branches';
import { here } from '#lib/paging';
import { Sent } from '#lib/server/forms';
import type { PermissionItem, PermissionPreview } from '#lib/views';

export type Change = { key: string; value: boolean | null };

/** A tenant's permissions or the platform's profile: both are looked at, tried and saved alike. */
export type PermissionStore = {
  read(): Promise<{ version: number; items: PermissionItem[] }>;
  preview(changes: Change[]): Promise<PermissionPreview>;
  save(version: number, changes: Change[]): Promise<unknown>;
};

/** The two steps of a change: a look at what it does, and the saving of just that. */
export function permissionActions(storeOf: (event: RequestEvent) => PermissionStore) {
  return {
    preview: async (event: RequestEvent) => {
      const store = storeOf(event);
      const sent = await Sent.read('preview', event.request);
      const { items, version } = await store.read();
      const changes = changesIn(items, new Set(sent.all('on')), new Set(sent.all('reset')));
      const values = { changes: JSON.stringify(changes), version: String(version) };
      if (sent.text('version') !== values.version)
        return fail(409, { form: 'preview', values, errors: {}, message: m.refused_permissions_changed() });
      if (changes.length === 0) redirect(303, here(event.url));
      const { failure, value } = await sent.attempt(() => store.preview(changes));
      return failure ?? { form: 'preview', values, preview: value };
    },
    save: async (event: RequestEvent) => {
      const sent = await Sent.read('preview', event.request);
      const changes = readChanges(sent.text('changes'));
      const { failure } = await sent.attempt(() =>
        storeOf(event).save(Number(sent.text('version')), changes),
      );
      if (failure) return failure;
      redirect(303, here(event.url, { done: 'permissions' }));
    },
  };
}

/** Made by our own page; whatever else it may be, the API checks it. */
function readChanges(text: string): Change[] {
  try {
    return JSON.parse(text) as Change[];
  } catch {
    error(400);
  }
}
