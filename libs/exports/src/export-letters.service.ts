import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Correspondents } from '@tenantry/accounts';
import { Database } from '@tenantry/database';
import { Letters, Outbox } from '@tenantry/mail';
import { Hosts, Tenants } from '@tenantry/tenants';
import { Export } from './export.entity';

/** Where the page of a tenant's exports is. */
@Injectable()
export class Places {
  constructor(
    private readonly tenants: Tenants,
    private readonly hosts: Hosts,
  ) {}

  async of(tenantId: string) {
    return {
      ...(await this.tenants.byId(tenantId)),
      host: await this.hosts.addressOf(tenantId),
      console: this.hosts.consoleAddress(),
    };
  }
}

/** Tells whoever began an export that it can be downloaded; the archive itself is never mailed. */
@Injectable()
export class ExportLetters implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly letters: Letters,
    private readonly people: Correspondents,
    private readonly places: Places,
  ) {}

  /** Nobody need read of one that is gone already. */
  onModuleInit(): void {
    for (const letter of ['export-ready', 'tenant-export-ready'] as const)
      this.letters.register(letter, {
        wanted: ({ params }) =>
          this.database.read.existsBy(Export, { id: String(params['exportId']), state: 'ready' }),
      });
  }

  /** In the running transaction. */
  async ready(tenantId: string, exportId: string): Promise<void> {
    const { begunByKind, begunById, expiresAt } = await this.database.manager.findOneByOrFail(Export, {
      id: exportId,
      tenantId,
    });
    if (!begunById) return;
    const { companyName, language, timeZone, host, console } = await this.places.of(tenantId);
    const about = { companyName, tenantId, exportId, expiresAt };
    if (begunByKind === 'operator') {
      const person = await this.people.operator(begunById);
      if (!person) return;
      const { name, ...to } = person;
      const params = { ...about, name, address: console };
      await this.outbox.post({ tenantId, letter: 'tenant-export-ready', to, params });
    } else {
      const person = await this.people.user(tenantId, begunById);
      if (!person) return;
      const to = { address: person.address, language: person.language ?? language, timeZone };
      const params = { ...about, name: person.name, address: host };
      await this.outbox.post({ tenantId, letter: 'export-ready', to, params });
    }
  }
}
