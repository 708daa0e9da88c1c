import { Injectable } from '@nestjs/common';
import { Database, isDuplicate } from '@tenantry/database';
import { Clock, DomainError, nameOf, newId, notFound, searchKey } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import type { Choices } from './choices';
import { Template } from './template.entity';

export interface TemplateView {
  id: string;
  name: string;
  choices: Choices;
  createdBy: string;
  updatedAt: Date;
}

const NAME = 100;
/** More than anybody looks through; whoever wants another one removes one first. */
const AT_MOST = 500;

/** Sets of choices that operators keep under a name. */
@Injectable()
export class Templates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** By name. */
  async list(): Promise<TemplateView[]> {
    const rows = await this.database.read.find(Template, { order: { nameKey: 'ASC' }, take: AT_MOST });
    return rows.map(viewOf);
  }

  async byId(id: string): Promise<TemplateView> {
    const row = await this.database.read.findOneBy(Template, { id });
    if (!row) throw notFound('template');
    return viewOf(row);
  }

  keep(name: string, choices: Choices, who: Who): Promise<{ id: string }> {
    const named = nameIn(name);
    return this.database.transaction(async () => {
      if ((await this.database.manager.count(Template)) >= AT_MOST)
        throw new DomainError('limit', `There are ${AT_MOST} templates already. Remove one first.`, {
          field: 'name',
          code: 'templates_full',
        });
      const id = newId();
      const now = this.clock.now();
      const createdBy = who.actor.name.slice(0, 255);
      const row = { id, ...named, choices: JSON.stringify(choices), createdBy };
      await this.unlessTaken(() =>
        this.database.manager.insert(Template, { ...row, createdAt: now, updatedAt: now }),
      );
      await record(who, { id, name: named.name }, 'saved');
      return { id };
    });
  }

  rename(id: string, name: string, who: Who): Promise<void> {
    const named = nameIn(name);
    return this.database.transaction(async () => {
      const { name: before } = await this.lock(id);
      const updatedAt = this.clock.now();
      await this.unlessTaken(() => this.database.manager.update(Template, { id }, { ...named, updatedAt }));
      await record(who, { id, name: named.name }, 'renamed', { name: before });
    });
  }

  /** Tenants that were made from it keep what they took over. */
  remove(id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { name } = await this.lock(id);
      await this.database.manager.delete(Template, { id });
      await record(who, { id, name }, 'removed');
    });
  }

  private async lock(id: string): Promise<Template> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await this.database.manager.findOne(Template, { where: { id }, lock });
    if (!row) throw notFound('template');
    return row;
  }

  private async unlessTaken(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('conflict', 'Another template has this name.', {
        field: 'name',
        code: 'template_name_taken',
      });
    }
  }
}

function nameIn(text: string) {
  const name = nameOf(text, 'name', NAME);
  return { name, nameKey: searchKey(name).slice(0, 255) };
}

const viewOf = ({ id, name, choices, createdBy, updatedAt }: Template): TemplateView => ({
  id,
  name,
  choices: JSON.parse(choices) as Choices,
  createdBy,
  updatedAt,
});

const record = (
  who: Who,
  { id, name }: { id: string; name: string },
  verb: string,
  before?: Record<string, unknown>,
) =>
  who.record({
    tenantId: null,
    type: 'settings',
    action: `template.${verb}`,
    target: { kind: 'template', id, name },
    ...(before && { before, after: { name } }),
  });
