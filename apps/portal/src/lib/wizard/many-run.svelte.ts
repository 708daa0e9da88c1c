import { deserialize } from '$app/forms';
import { atATime, readyOf, withNews, type ManyResult, type ManyRow } from './many';

/** Works through a file a few rows at a time, so that one sees how far it is and can stop it. */
export class ManyRun {
  rows = $state<ManyRow[]>([]);
  results = $state<ManyResult[]>([]);
  phase = $state<'idle' | 'checking' | 'checked' | 'creating' | 'created'>('idle');
  /** What kept it from going on. */
  problem = $state<'file' | 'session' | 'connection' | null>(null);
  errors = $state<Record<string, string>>({});
  total = $state(0);
  done = $state(0);
  #stopped = false;

  get running(): boolean {
    return this.phase === 'checking' || this.phase === 'creating';
  }

  get ready(): ManyRow[] {
    return readyOf(this.rows, this.results);
  }

  async check(data: FormData) {
    this.problem = null;
    const answer = await this.#post('?/read', data);
    if (!answer) return;
    const read = deserialize<{ rows: ManyRow[] }, { errors: Record<string, string> }>(await answer.text());
    if (read.type !== 'success') {
      this.problem = read.type === 'redirect' ? 'session' : 'file';
      this.errors = (read.type === 'failure' && read.data?.errors) || {};
      return;
    }
    this.rows = read.data!.rows;
    await this.#work(this.rows, true);
  }

  create() {
    return this.#work(this.ready, false);
  }

  stop() {
    this.#stopped = true;
  }

  async #work(rows: ManyRow[], dryRun: boolean) {
    this.problem = null;
    this.#stopped = false;
    this.total = rows.length;
    this.done = 0;
    this.phase = dryRun ? 'checking' : 'creating';
    if (dryRun) this.results = [];
    for (let at = 0; at < rows.length && !this.#stopped; at += atATime) {
      const body = JSON.stringify({ rows: rows.slice(at, at + atATime), dryRun });
      const answer = await this.#post('/tenants/new/many/run', body);
      if (!answer) break;
      this.results = withNews(this.results, (await answer.json()) as ManyResult[]);
      this.done = Math.min(rows.length, at + atATime);
    }
    this.phase = dryRun ? 'checked' : 'created';
  }

  async #post(address: string, body: BodyInit): Promise<Response | null> {
    const headers = {
      accept: 'application/json',
      ...(typeof body !== 'string' && { 'x-sveltekit-action': 'true' }),
    };
    const answer = await fetch(address, { method: 'POST', body, headers }).catch(() => null);
    // an action that refuses says why in its answer
    const said = answer?.headers.get('content-type')?.includes('json') && answer.status < 500;
    if (answer && said && (answer.ok || typeof body !== 'string')) return answer;
    this.problem = answer?.redirected ? 'session' : 'connection';
    return null;
  }
}
