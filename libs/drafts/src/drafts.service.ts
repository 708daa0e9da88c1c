import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DomainError, idToBytes, newId, notFound, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Reviews, steps } from '@tenantry/onboarding';
import type { Fault } from '@tenantry/onboarding';
import { Origins } from '@tenantry/templates';
import type { Source } from '@tenantry/templates';
import { Papers, SEAL } from './draft-papers';
import type { Content, DraftView } from './draft-papers';
import { Draft } from './draft.entity';
import { beginningOf, furthestOf } from './steps';
import type { SavedStep } from './steps';

const PAGE = 20;
/** More than anybody has in hand; the oldest are there to be finished or thrown away. */
const AT_MOST = 200;

/** Tenants that are being made up. `operatorId` comes first: for anybody else there is no such draft. */
@Injectable()
export class Drafts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly vault: Vault,
    private readonly papers: Papers,
    private readonly reviews: Reviews,
    private readonly origins: Origins,
  ) {}

  start(operatorId: string, from: Source | undefined, who: Who): Promise<DraftView> {
    return this.database.transaction(async () => {
      if ((await this.database.manager.countBy(Draft, { operatorId })) >= AT_MOST)
        throw new DomainError('limit', `You have ${AT_MOST} drafts already. Finish or discard some first.`, {
          code: 'drafts_full',
        });
      const origin = from ? await this.origins.read(from) : null;
      const content: Content = { values: {}, faults: {}, passed: [], origin: null };
      if (origin) {
        const { kind, id, name, choices } = origin;
        const { timeZone = '', language = '', notification } = choices.settings;
        const nobody = { companyName: '', size: '', country: '' };
        content.values = {
          company: { ...nobody, timeZone, language },
          ...(notification !== undefined && { notification: { notification } }),
          permissions: { changes: choices.permissions },
          capabilities: { changes: choices.capabilities },
        };
        // A tenant stands in a column, where it is found when it goes for good; its name is asked for each time.
        content.origin = { kind, choices, ...(kind === 'template' && { id, name }) };
      }
      const id = newId();
      const now = this.clock.now();
      const sourceTenantId = origin?.kind === 'tenant' ? origin.id : null;
      const draft = { id, operatorId, version: 1, sourceTenantId, content: JSON.stringify(content) };
      const row: Draft = { ...draft, sealedPassword: null, createdAt: now, updatedAt: now };
      await this.database.insert(Draft, row);
      await record(who, id, 'started');
      return this.papers.view(row);
    });
  }

  /** The last changed first; `cursor` is where the last page ended. */
  async mine(operatorId: string, cursor: string | undefined, limit = PAGE) {
    const [at, id] = cursor?.split('~') ?? [];
    const rows = await this.database.read
      .createQueryBuilder(Draft, 'draft')
      .where('draft.operatorId = :operator', { operator: idToBytes(operatorId) })
      .andWhere(
        at ? '(draft.updatedAt < :at OR (draft.updatedAt = :at AND draft.id < :id))' : 'TRUE',
        at ? { at: new Date(at), id: idToBytes(id!) } : {},
      )
      .orderBy('draft.updatedAt', 'DESC')
      .addOrderBy('draft.id', 'DESC')
      .take(limit + 1)
      .getMany();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => this.papers.summary(row)),
      nextCursor: rows.length > limit && last ? `${last.updatedAt.toISOString()}~${last.id}` : null,
    };
  }

  async byId(operatorId: string, id: string): Promise<DraftView> {
    const row = await this.database.read.findOneBy(Draft, { id, operatorId });
    if (!row) throw notFound('draft');
    return this.papers.view(row);
  }

  /** What was typed is kept, also where it is wrong; then this throws what is wrong of it. */
  async keep(operatorId: string, { draftId, version, ...saved }: SavedStep, who: Who): Promise<DraftView> {
    const { view, faults } = await this.database.transaction(async () => {
      const row = await this.lock(operatorId, draftId, version);
      const content = this.papers.contentOf(row);
      assertReached(content, saved.step);
      const { step } = saved;
      if (step === 'admin') {
        const { password, ...person } = saved.values;
        content.values.admin = person;
        if (password === null) row.sealedPassword = null;
        else if (password) row.sealedPassword = this.vault.encrypt(SEAL, password);
      } else Object.assign(content.values, { [step]: saved.values });
      const beginning = beginningOf(
        content.values,
        this.papers.passwordOf(row),
        content.origin?.choices.settings.thresholdSteps ?? null,
      );
      const faults = await this.reviews.faultsOf(step, beginning);
      content.faults[step] = faults;
      content.passed = content.passed.filter((one) => one !== step);
      if (faults.length === 0) content.passed.push(step);
      row.version++;
      row.updatedAt = this.clock.now();
      row.content = JSON.stringify(content);
      const { content: text, sealedPassword, updatedAt } = row;
      await this.database.manager.update(
        Draft,
        { id: draftId },
        { version: row.version, content: text, sealedPassword, updatedAt },
      );
      await record(who, draftId, 'saved', { step, passed: faults.length === 0 });
      return { view: await this.papers.view(row), faults };
    });
    refuse(faults, view);
    return view;
  }

  discard(operatorId: string, id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      await this.lock(operatorId, id);
      await this.database.manager.delete(Draft, { id });
      await record(who, id, 'discarded');
    });
  }

  /** Holds the draft until the running transaction ends; of the version named, or whichever it is. */
  async lock(operatorId: string, id: string, version?: number): Promise<Draft> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await this.database.manager.findOne(Draft, { where: { id, operatorId }, lock });
    if (!row) throw notFound('draft');
    if (version !== undefined && version !== row.version)
      throw new DomainError('conflict', 'This draft was changed elsewhere meanwhile. Look at it again.', {
        code: 'draft_changed',
        version: row.version,
        updatedAt: row.updatedAt.toISOString(),
      });
    return row;
  }
}

function assertReached({ passed }: Content, step: SavedStep['step']): void {
  const furthest = furthestOf(new Set(passed));
  if (furthest === 'review' || steps.indexOf(step) <= steps.indexOf(furthest)) return;
  throw new DomainError('conflict', `Fill in “${furthest}” first: no step can be left out.`, {
    code: 'step_skipped',
    furthest,
  });
}

/** After the commit, so that what was typed is there. */
function refuse(faults: readonly Fault[], { version, updatedAt }: DraftView): void {
  const [first] = faults;
  if (!first) return;
  const { message, ...details } = first;
  throw new DomainError('invalid', message, { ...details, faults, version, updatedAt });
}

/** Nothing of what a draft says: whoever it is about may not be there any more when somebody reads it. */
export const record = (who: Who, id: string, verb: string, after?: Record<string, unknown>) =>
  who.record({
    tenantId: null,
    type: 'tenant',
    action: `draft.${verb}`,
    target: { kind: 'draft', id },
    ...(after && { after }),
  });
