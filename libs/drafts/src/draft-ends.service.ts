import { Injectable } from '@nestjs/common';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { DomainError, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Onboarding } from '@tenantry/onboarding';
import type { Review } from '@tenantry/onboarding';
import { Origins, Templates } from '@tenantry/templates';
import type { Choices } from '@tenantry/templates';
import { Papers } from './draft-papers';
import { Draft } from './draft.entity';
import { Drafts, record } from './drafts.service';
import { beginningOf, furthestOf } from './steps';

/** What becomes of drafts: a look at all of it, a tenant, a template. */
@Injectable()
export class DraftEnds {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly drafts: Drafts,
    private readonly papers: Papers,
    private readonly onboarding: Onboarding,
    private readonly origins: Origins,
    private readonly templates: Templates,
  ) {}

  async review(operatorId: string, id: string, who: Who): Promise<Review> {
    return this.onboarding.tryOut(this.wishOf(await this.read(operatorId, id)), who);
  }

  /** One transaction makes the tenant and removes the draft; its id is the key that makes a repeat answer the same. */
  finish(operatorId: string, id: string, version: number, who: Who) {
    return this.database.transaction(async () => {
      let repeated = true;
      const created = await this.keys.run(`drafts.finish:${operatorId}`, id, 1, async () => {
        repeated = false;
        const row = await this.drafts.lock(operatorId, id, version);
        const { passed } = this.papers.contentOf(row);
        const furthest = furthestOf(new Set(passed));
        if (furthest !== 'review')
          throw new DomainError('conflict', `Fill in “${furthest}” first: no step can be left out.`, {
            code: 'step_skipped',
            furthest,
          });
        const { tenantId, slug } = await this.onboarding.write(this.wishOf(row), who);
        await this.database.manager.delete(Draft, { id });
        await record(who, id, 'finished');
        return { tenantId, slug };
      });
      if (repeated) await this.onboarding.recordRepeat(created, who);
      return created;
    });
  }

  /** Under a name, for tenants to come. */
  async keep(operatorId: string, name: string, from: { tenantId: string } | { draftId: string }, who: Who) {
    const choices =
      'tenantId' in from
        ? await this.origins.choicesOf(from.tenantId)
        : this.choicesOf(await this.read(operatorId, from.draftId));
    return this.templates.keep(name, choices, who);
  }

  private async read(operatorId: string, id: string): Promise<Draft> {
    const row = await this.database.read.findOneBy(Draft, { id, operatorId });
    if (!row) throw notFound('draft');
    return row;
  }

  private wishOf(row: Draft) {
    const content = this.papers.contentOf(row);
    const steps = content.origin?.choices.settings.thresholdSteps ?? null;
    const beginning = beginningOf(content.values, this.papers.passwordOf(row), steps);
    return { beginning, origin: this.papers.originOf(row, content) };
  }

  private choicesOf(row: Draft): Choices {
    const { values, origin } = this.papers.contentOf(row);
    const { language, timeZone } = values.company ?? {};
    const thresholdSteps = origin?.choices.settings.thresholdSteps;
    return {
      permissions: values.permissions?.changes ?? [],
      capabilities: values.capabilities?.changes ?? [],
      settings: {
        ...(language && { language }),
        ...(timeZone && { timeZone }),
        ...(values.notification && { notification: values.notification.notification }),
        ...(thresholdSteps && { thresholdSteps }),
      },
    };
  }
}
