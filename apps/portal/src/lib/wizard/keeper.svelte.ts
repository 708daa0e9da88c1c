import { deserialize } from '$app/forms';
import type { Overtaken } from './differences';
import { keptOf } from './fields';

/** Each time leaves a line in the log: while somebody types on, nothing is sent. */
const pause = 2500;

/** Keeps on the server what is typed, a moment after it was typed, so that a closed browser loses nothing. */
export class Keeper {
  version = $state(0);
  dirty = $state(false);
  kept = $state(false);
  expired = $state(false);
  overtaken = $state<Overtaken | null>(null);

  #form: () => HTMLFormElement | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | null = null;

  constructor(version: number, form: () => HTMLFormElement | null) {
    this.version = version;
    this.#form = form;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  idle(): Promise<unknown> {
    return this.#running ?? Promise.resolve();
  }

  /** The form was sent: what it said is no longer to be kept. */
  settle() {
    clearTimeout(this.#timer);
    this.dirty = false;
    this.expired = false;
  }

  /** What the server said to the form; a version that was overtaken stays the one that it is. */
  answered(version: number, overtaken: Overtaken | null) {
    this.overtaken = overtaken;
    if (!overtaken) this.version = Math.max(this.version, version);
  }

  touch() {
    this.dirty = true;
    this.kept = false;
    clearTimeout(this.#timer);
    if (!this.overtaken) this.#timer = setTimeout(() => void this.keep(), pause);
  }

  /** Whether nothing is left unsaid. */
  async keep(): Promise<boolean> {
    await this.idle();
    if (!this.dirty) return true;
    this.#running = this.#send().finally(() => (this.#running = null));
    return this.#running;
  }

  /** The page goes away: there is no time for an answer. */
  leave() {
    if (this.dirty && !this.overtaken) void this.#post(true).catch(() => null);
  }

  async #send(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.dirty = false;
    const answer = await this.#post(false).catch(() => null);
    if (!answer) {
      this.dirty = true;
      return false;
    }
    const result = deserialize<{ version: number }, { overtaken?: Overtaken }>(await answer.text());
    this.expired = result.type === 'redirect';
    if (result.type === 'success') this.version = result.data!.version;
    if (result.type === 'failure' && result.data?.overtaken) this.overtaken = result.data.overtaken;
    const done = result.type === 'success';
    this.kept = done && !this.dirty;
    if (!done) this.dirty = true;
    return done;
  }

  #post(keepalive: boolean): Promise<Response> {
    return fetch('?/keep', {
      method: 'POST',
      body: keptOf(this.#form()!),
      headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
      keepalive,
    });
  }
}
